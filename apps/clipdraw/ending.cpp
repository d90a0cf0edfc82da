// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "ending.hpp"

#include <clipdraw/clipdraw.hpp>
#include <new>
#include <string>

#include "arguments.hpp"
#include "catalog.hpp"
#include "commands/failure.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {

int exit_code_of(const std::function<int()>& command) {
  try {
    return command();
  } catch (const UsageError& error) {
    print_error(error.what());
    return kExitUsage;
  } catch (const CatalogError& error) {
    print_error(error.what());
    return kExitBadInput;
  } catch (const Failure& failure) {
    print_error(failure.text);
    return failure.code;
  } catch (const clipdraw::Error& error) {
    std::string text = error.what();
    const bool no_memory = error.status() == clipdraw::Status::out_of_memory;
    if (no_memory && text.find("; use ") == std::string::npos) {
      text += "; try a smaller --size or fewer --cutouts";
    }
    print_error(text);
    return exit_code(error.status(), Phase::drawing);
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
    return kExitNoMemory;
  } catch (const std::exception& error) {
    print_error(error.what());
    return kExitInternal;
  }
}

}  // namespace clipdraw_cli
