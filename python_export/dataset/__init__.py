"""Builds the captioned picture set that the embedded models are trained on."""
