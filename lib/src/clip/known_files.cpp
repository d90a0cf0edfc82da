// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/known_files.hpp"

#include "base/sha256.hpp"

namespace clipdraw {
namespace {

// What is not OpenAI's in a model. Text heads are 64 channels wide in all of these.
struct KnownFile {
  const char* sha256;  // whole, or the first digits that the publisher's file name carries
  Activation activation;
  int64_t vision_heads;  // 0: 64 channels a head
  bool inception;        // mean and std are 0.5 instead of OpenAI's
};

constexpr Activation kQuick = Activation::quick_gelu;
constexpr Activation kGelu = Activation::gelu;

constexpr KnownFile kFiles[] = {
    // openai/CLIP, clip/clip.py: the SHA-256 stands in each url. RN50 101 50x4 50x16 50x64, then
    // ViT-B/32 B/16 L/14 L/14@336px. The archives themselves say QuickGELU; these lines are for
    // copies that kept the bytes.
    {"afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762", kQuick, 0, false},
    {"8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599", kQuick, 0, false},
    {"7e526bd135e493cef0776de27d5f42653e6b4c8bf9e0f653bb11773263205fdd", kQuick, 0, false},
    {"52378b407f34354e150460fe41077663dd5b39c54cd0bfd2b27167a4a06ec9aa", kQuick, 0, false},
    {"be1cfb55d75a9666199fb2206c106743da0f6468c9d327f3e0d0a543a9919d9c", kQuick, 0, false},
    {"40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af", kQuick, 0, false},
    {"5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f", kQuick, 0, false},
    {"b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836", kQuick, 0, false},
    {"3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02", kQuick, 0, false},
    // openai on Hugging Face: clip-vit-base-patch32 pytorch_model.bin (revision 3d74acf9a28c) and
    // clip-vit-large-patch14 model.safetensors (revision 32bd64288804), as many public projects
    // that
    // pin them record them.
    {"a63082132ba4f97a80bea76823f544493bffa8082296d62d71581a4feff1576f", kQuick, 0, false},
    {"a2bf730a0c7debf160f7a6b50b3aaf3703e7e88ac73de7a314903141db026dcb", kQuick, 0, false},
    // OpenCLIP's own releases carry the first eight digits in the file's name, and its loader
    // checks
    // those (src/open_clip/pretrained.py, which also tells QuickGELU and mean): RN50 yfcc15m and
    // cc12m, RN101 yfcc15m, ViT-B-32 laion400m_e31 and e32, with QuickGELU; ViT-B-32 laion2b_e16,
    // ViT-B-16, ViT-B-16-plus-240 and ViT-L-14 laion400m_e31 and e32, with GELU.
    {"455df137", kQuick, 0, false},
    {"f000538c", kQuick, 0, false},
    {"3e04b30e", kQuick, 0, false},
    {"d867053b", kQuick, 0, false},
    {"46683a32", kQuick, 0, false},
    {"af8dbd0c", kGelu, 0, false},
    {"00efa78f", kGelu, 0, false},
    {"55e67d44", kGelu, 0, false},
    {"8fb26589", kGelu, 0, false},
    {"699c4b84", kGelu, 0, false},
    {"69988bb6", kGelu, 0, false},
    {"3d133497", kGelu, 0, false},
    // laion on Hugging Face; the hashes as public projects that pin the files record them, the rest
    // from OpenCLIP's pretrained.py and model_configs. CLIP-ViT-B-32-laion2B-s34B-b79K:
    // open_clip_model.safetensors and model.safetensors.
    {"ac4f8c4b88af6d963118cbf40ad93176d092abbedfcb752601ae1866352656e6", kGelu, 0, false},
    {"74813fbcdc750f235c9784c367ca1394d2a5c25eb0aac92761752ac239db7cff", kGelu, 0, false},
    // CLIP-ViT-L-14-laion2B-s32B-b82K: open_clip_pytorch_model.safetensors and .bin.
    {"7d129ed747e0ed53e82dfcc140382b51be66b56e6a9bdc3258afd2846e3bb019", kGelu, 0, true},
    {"5ddb47339f44e4fd9cace3d3960d38af1b51a25857440cfae90afc44706d7e2b", kGelu, 0, true},
    // CLIP-ViT-H-14-laion2B-s32B-b79K, CLIP-ViT-g-14-laion2B-s34B-b88K and
    // CLIP-ViT-bigG-14-laion2B-39B-b160k: open_clip_pytorch_model.bin.
    {"9a78ef8e8c73fd0df621682e7a8e8eb36c6916cb3c16b291a082ecd52ab79cc4", kGelu, 16, false},
    {"9ef136f407986fb607cd37a823eba38a3b6f95e8ec702b3d1687252985d84750", kGelu, 16, false},
    {"0d5318839ad03607c48055c45897c655a14c0276a79f6b867934ddd073760e39", kGelu, 16, false},
};

}  // namespace

std::optional<Perceptor> known_hash(const std::string& sha256) {
  for (const KnownFile& known : kFiles) {
    const std::string digits = known.sha256;
    if (sha256.compare(0, digits.size(), digits) != 0) continue;
    Perceptor perceptor;  // OpenAI's
    perceptor.text_activation = perceptor.vision_activation = known.activation;
    perceptor.vision_heads = known.vision_heads;
    if (known.inception) perceptor.mean = perceptor.std = {0.5f, 0.5f, 0.5f};
    return perceptor;
  }
  return {};
}

std::optional<Perceptor> known_file(const std::string& path) {
  return known_hash(sha256_file(path));
}

}  // namespace clipdraw
