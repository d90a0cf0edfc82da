// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Which models drew a picture, as its record says it.
#pragma once

#include <map>
#include <string>

#include "api/json.hpp"
#include "session/model.hpp"

namespace clipdraw {

// The names of the models' files without folders. with_prior: the first picture came from a prior.
Json models_of(const Model& model, bool with_prior);

// SHA-256 of each file by its name. Throws io.
std::map<std::string, std::string> weights_of(const Model& model, bool with_prior);

// Throws bad_weights, naming the files, when a record's models or weights are not those.
void check_models(const Model& model, bool with_prior, const Json& recorded_models,
                  const std::map<std::string, std::string>& recorded_weights);

}  // namespace clipdraw
