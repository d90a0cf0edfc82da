// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace clipdraw {

// The size of the picture in pixels. 0x0 stands for the model's own size.
struct ImageSize {
  int width = 0;
  int height = 0;
};

enum class Start { prior = 0, random = 1, image = 2 };
enum class OptimizerKind { adam = 0, adamw = 1, rmsprop = 2, sgd = 3, adagrad = 4 };
enum class ScheduleKind { constant = 0, cosine = 1, step = 2 };
enum class Precision { automatic = 0, fp32 = 1, bf16 = 2 };
enum class Quality { draft = 0, normal = 1, best = 2 };

// What kind of value an option takes, and so how its text is read.
enum class OptionType { integer, real, seed, size, choice };

// Returns the type's name, for example "integer". Never NULL.
const char* option_type_name(OptionType type);

// One row of the table of options: what command-line flags, metadata, help and the C setters are
// made from.
struct OptionInfo {
  std::string name;
  OptionType type;
  std::string unit;  // empty where there is none
  double minimum;    // of a number, or of a side of a size
  double maximum;
  std::string default_text;
  std::string stage;                 // the part of the pipeline that reads it
  std::string help;                  // one sentence
  std::vector<std::string> choices;  // of a choice, in the order of its enum
};

// How a picture is drawn. The fields are set through set(), which checks them, or directly, in
// which case check() finds what is wrong. The table in option_table.cpp is the only list of
// options.
class Options {
 public:
  ImageSize size;
  int steps = 0;
  double coarse = 0;
  int patience = 0;
  Quality quality = Quality::normal;
  uint64_t seed = 0;
  Start start = Start::prior;
  int threads = 0;
  int memory = 0;
  int candidates = 0;
  double temperature = 0;
  double guidance = 0;
  int prior_steps = 0;
  int cutouts = 0;
  double cutout_power = 0;
  double wide_share = 0;
  double noise = 0;
  double tv = 0;
  double pull = 0;
  OptimizerKind optimizer = OptimizerKind::adam;
  double learning_rate = 0;
  ScheduleKind schedule = ScheduleKind::constant;
  double average = 0;
  Precision precision = Precision::automatic;

  // Sets every option to the table's default.
  Options();

  // Sets one option from text. The quality changes what the options that it stands for have by
  // default, so the order does not matter. Throws invalid_argument with the range, or, for a name
  // that does not exist, with the nearest one that does.
  void set(const std::string& name, const std::string& text);

  // Takes other numbers of steps and cutouts for the default, of which the quality takes its share.
  void suggest(int steps, int cutouts);

  // Returns the option as text that set() reads back to the same value. Throws for an unknown name.
  std::string get(const std::string& name) const;

  // Throws invalid_argument when a field is out of its range.
  void check() const;

  // All options, in the order in which they act.
  static const std::vector<OptionInfo>& table();

 private:
  void follow_quality();

  int usual_steps_ = 0;
  int usual_cutouts_ = 0;
  std::set<std::string> given_;  // names that were set
};

// Returns the option name nearest to the one given, or "" when none is near.
std::string nearest_option(const std::string& name);

}  // namespace clipdraw
