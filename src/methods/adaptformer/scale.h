#pragma once

namespace pyra {

/// s of AdaptFormer (arXiv 2205.13535).
inline constexpr float kAdaptFormerScale = 0.1F;

}  // namespace pyra
