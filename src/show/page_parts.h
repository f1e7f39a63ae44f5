// The parts that every page is put together from, as HTML; "" where there is nothing to show.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pyra {

/// A heading (text) with its content (HTML) and a remark (text) between them, or nothing where the content is
/// empty.
std::string section(const std::string& heading, const std::string& content, const std::string& note = "");

/// Figures side by side where there is room.
std::string plot_grid(const std::string& figures);

/// The few numbers most came for: "71.2 %", "test top-1".
std::string tiles(const std::vector<std::pair<std::string, std::string>>& headline);

/// Command lines to copy.
std::string command_list(const std::vector<std::string>& commands);

}  // namespace pyra
