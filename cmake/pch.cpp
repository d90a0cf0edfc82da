// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// The precompiled header is built with this file and shared by every part of the library.
