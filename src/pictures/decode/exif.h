// Which way up the camera was held.
#pragma once

#include "pictures/decode/codecs.h"

namespace pyra {

/// The orientation (1..8) in a TIFF block as EXIF holds it, with or without the leading "Exif\0\0". 1 where
/// there is none or the block is damaged: a broken remark about a picture does not break the picture.
int exif_orientation(Bytes exif);

/// Undoes the rotation and mirroring that `orientation` states, as Pillow's ImageOps.exif_transpose does.
Image turn_upright(Image image, int orientation);

}  // namespace pyra
