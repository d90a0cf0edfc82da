// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <clipdraw/clipdraw.hpp>
#include <set>
#include <string>

namespace clipdraw_cli {

// The picture in at most so many pixels a side, its shape kept: the mean of what each new pixel
// covers. One that is no larger comes back as it is.
clipdraw::Image shrunk(const clipdraw::Image& image, int most);

struct Thumbnail {
  std::string name;  // without its extension .jpg; empty where the picture is small enough itself
  int width = 0;     // of the picture, pixels
  int height = 0;
};

// The thumbnails of a folder's pictures, JPEG files in its folder thumbnails/. A name is made from
// its picture's name, size and time, so a picture that changes gets another one.
class Thumbnails {
 public:
  explicit Thumbnails(std::string folder);

  // Makes the picture's, unless it is there. width, height: of the picture where they are known,
  // else 0. Throws clipdraw::Error where the picture cannot be read, Failure where the thumbnail
  // cannot be written. May be called from several threads at once.
  Thumbnail of(const std::string& file, int width, int height);

  // Removes what an earlier call made of pictures that are gone or have changed.
  void remove_others(const std::set<std::string>& names) const;

  // How many were made.
  int made() const { return made_; }

 private:
  std::string path_of(const std::string& name) const;

  const std::string folder_;      // of the pictures
  const std::string own_folder_;  // of the thumbnails
  std::atomic<int> made_{0};
};

}  // namespace clipdraw_cli
