// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Memory that steps use again: a step makes the same large tensors as the one before, and pages
// that the system takes back in between and has to clear anew cost a tenth of its time. Held by
// each session; when the last one is gone, the memory goes back to the system.
class StepMemory {
 public:
  StepMemory();
  ~StepMemory();
  StepMemory(const StepMemory&) = delete;
  StepMemory& operator=(const StepMemory&) = delete;

  // While one lives, the large tensors that its thread makes lie there, whoever asks for them.
  class Scope {
   public:
    Scope();
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
  };

  // While one lives that is on, the system gets back what its thread frees in such a scope, but for
  // a little: the holes between large tensors cost memory, and clearing their pages again time.
  class Frugal {
   public:
    explicit Frugal(bool on);
    ~Frugal();
    Frugal(const Frugal&) = delete;
    Frugal& operator=(const Frugal&) = delete;

   private:
    bool before_;
  };
};

}  // namespace clipdraw
