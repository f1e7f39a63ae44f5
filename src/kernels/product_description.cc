#include "kernels/product_description.h"

#include "kernels/activations/types.h"
#include "kernels/int8_offset.h"

namespace pyra::onednn {

using dnnl::memory;
using Tag = memory::format_tag;

namespace {

void append_activation(dnnl::post_ops& after, Activation activation) {
  Activations::one(activation, [&]<typename Of>(Of) {
    append_function(after, Of::template fused<dnnl::algorithm>, Of::kAlpha);
  });
}

memory::data_type input_type_of(Element element) {
  return element == Element::s8 && int8_offset() != 0 ? memory::data_type::u8 : type_of(element);
}

}  // namespace

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::data_type type_of(Element element) {
  switch (element) {
    case Element::f32:
      return memory::data_type::f32;
    case Element::bf16:
      return memory::data_type::bf16;
    case Element::s8:
      return memory::data_type::s8;
    case Element::s32:
      return memory::data_type::s32;
  }
  return memory::data_type::undef;
}

dnnl::matmul::primitive_desc description_of(std::int64_t rows, const memory::desc& weight, std::int64_t inner,
                                            std::int64_t columns, Element element,
                                            const Product::Setting& setting) {
  const memory::desc input({rows, inner}, input_type_of(element), Tag::ab);
  const memory::desc output({rows, columns}, type_of(setting.output), Tag::ab);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops after;
  if (setting.epilogue == Epilogue::activate) append_activation(after, setting.activation);
  if (setting.epilogue == Epilogue::add) after.append_sum(1.0F);
  attributes.set_post_ops(after);
  // A bias without dimensions is none.
  const memory::desc bias =
      setting.bias ? memory::desc({1, columns}, memory::data_type::f32, Tag::ab) : memory::desc();
  return describe_product(cpu(), input, weight, bias, output, attributes);
}

}  // namespace pyra::onednn
