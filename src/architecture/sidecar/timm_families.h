// Families of timm that are no plain Vision Transformers, whatever the weights beside their config look like.
#pragma once

#include <string>

namespace pyra {

/// Whether the first word of an architecture's name ("resnet" of "resnet50") is such a family's.
bool is_foreign_to_vit(const std::string& architecture);

}  // namespace pyra
