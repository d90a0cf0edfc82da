// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

// The only way for a test to get Torch and doctest: both define CHECK, so doctest's short names are
// off. Write DOCTEST_TEST_CASE, DOCTEST_CHECK, DOCTEST_REQUIRE, DOCTEST_CHECK_THROWS_AS ...
#ifndef DOCTEST_CONFIG_NO_SHORT_MACRO_NAMES
#define DOCTEST_CONFIG_NO_SHORT_MACRO_NAMES
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ATen/ATen.h>

#include <doctest/doctest.h>
