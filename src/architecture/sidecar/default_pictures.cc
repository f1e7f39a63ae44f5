#include "architecture/sidecar/default_pictures.h"

#include <algorithm>
#include <iterator>

#include "architecture/sidecar/sidecar_preprocessing.h"

namespace pyra {

const DefaultPictures kDeitPictures{"default of DeiT", kImageNetMean, kImageNetStd, 256, 224};
const DefaultPictures kTransformersPictures{
    "default of Hugging Face's ViTImageProcessor", kHalf, kHalf, 10, 9, true, Interpolation::bilinear};

const DefaultPictures kClipPictures{"default of CLIP", kClipMean, kClipStd, 1, 1};
const DefaultPictures kSiglipPictures{"default of SigLIP", kHalf, kHalf, 1, 1, true};
const DefaultPictures kDinov2Pictures{"default of DINOv2", kImageNetMean, kImageNetStd, 256, 224};
const DefaultPictures kDinov3Pictures{"default of timm's DINOv3", kImageNetMean, kImageNetStd, 1, 1};
const DefaultPictures kHuggingFaceDinov3Pictures{"default of Hugging Face's DINOv3ViTImageProcessor",
                                                 kImageNetMean,
                                                 kImageNetStd,
                                                 1,
                                                 1,
                                                 true,
                                                 Interpolation::bilinear,
                                                 true};

namespace {

constexpr DefaultPictures kVit{"default of timm and JAX ViT", kHalf, kHalf, 10, 9};
constexpr DefaultPictures kClip{"default of CLIP, whose layout this is", kClipMean, kClipStd, 1, 1};
constexpr DefaultPictures kTimmDinov2{"default of DINOv2, whose layout this is", kImageNetMean, kImageNetStd,
                                      1, 1};
constexpr DefaultPictures kDeit3{"default of DeiT III, whose layout this is", kImageNetMean, kImageNetStd,
                                 256, 224};

struct Layout {
  bool (*holds)(const VitConfig& config);
  const DefaultPictures* pictures;
  std::string_view warning = {};
  bool if_shared = false;  // says something of names that others have too
};

constexpr Layout kLayouts[] = {
    {[](const VitConfig& c) { return c.norm_pre && c.activation == Activation::gelu; }, &kClip,
     "OpenAI's CLIP and some of its kin compute QuickGELU, others the exact GELU, and the weights do not say "
     "which: gelu assumed; OpenAI's, MetaCLIP's and DFN's are to be stated as quick_gelu"},
    {[](const VitConfig& c) { return c.norm_pre; }, &kClip},
    {[](const VitConfig& c) { return c.layer_scale && c.patch == 14; }, &kTimmDinov2},
    {[](const VitConfig& c) { return c.layer_scale; }, &kDeit3},
    {[](const VitConfig& c) { return c.class_token && c.classes == 0; }, &kVit,
     "without a task head these may be DINO's or MAE's weights, whose pictures have mean 0.485 0.456 0.406 "
     "and std 0.229 0.224 0.225, both can be stated; 0.5 is assumed, keep config.json beside the file",
     true},
    {[](const VitConfig&) { return true; }, &kVit,
     "a plain DeiT has the names of a ViT: if this is one, state its preprocessing (mean 0.485 0.456 0.406, "
     "std 0.229 0.224 0.225, resize 256 for 224)",
     true},
    {[](const VitConfig&) { return true; }, &kVit},
};

}  // namespace

const DefaultPictures& default_pictures(const DefaultPictures* family, bool shared, const VitConfig& config,
                                        std::string& warning) {
  if (config.distilled) return kDeitPictures;
  if (family != nullptr) return *family;
  const auto* layout = std::find_if(std::begin(kLayouts), std::end(kLayouts), [&](const Layout& known) {
    return known.holds(config) && (shared || !known.if_shared);
  });
  warning = layout->warning;
  return *layout->pictures;
}

Preprocessing preprocessing_of(const DefaultPictures& pictures, const VitConfig& config) {
  Preprocessing result;
  result.crop_height = config.image_height;
  result.crop_width = config.image_width;
  result.resize = std::max(config.image_height, config.image_width) * pictures.larger / pictures.than;
  result.mean = pictures.mean;
  result.std = pictures.std;
  result.direct_resize = pictures.direct;
  result.interpolation = pictures.interpolation;
  result.float_resize = pictures.floats;
  return result;
}

}  // namespace pyra
