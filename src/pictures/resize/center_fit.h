// Evaluation's geometry: the whole picture resized, or resized and cropped in the middle.
#pragma once

#include "pictures/resize/resize_window.h"

namespace pyra {

/// The shorter side to `resize`, the longer to the nearest pixel, then the crop from floor(margin / 2) on; or
/// a direct resize. torchvision truncates and rounds instead, see DESIGN.md, Decisions. With a frame, sizes
/// and margins are rounded as timm rounds them, halves to even. Only the pixels within the crop are computed.
Image center_fit(const Image& image, const Preprocessing& preprocessing);

}  // namespace pyra
