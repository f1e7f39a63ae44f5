// The self-contained report.html of a training run, and pictures of merged tokens.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "pyra/image.h"
#include "tasks/figures.h"

namespace pyra {

/// A line of a plot: y over x, both of the same length.
struct Series {
  std::string name;
  std::vector<double> x, y;
};

struct TokenPicture {
  std::string caption;
  Image before, after;  // the input, and the input with its merged groups drawn
};

/// One method in the table that compares several runs (make demo, compare).
struct ResultRow {
  std::vector<std::string> cells;
};

struct Report {
  std::string title;
  std::vector<std::pair<std::string, std::string>>
      headline;  // "71.2 %", "test top-1": the few numbers most came for
  std::vector<std::pair<std::string, std::string>> facts;  // "backbone", "vit_tiny ...": a two-column table
  std::vector<Series> loss, accuracy;                      // over epochs; drawn where not empty
  std::vector<std::int64_t> tokens_per_block;  // N before block 0, after block 0, after block 1 ...
  std::vector<std::string> result_columns;     // heading of `results`
  std::vector<ResultRow> results;
  std::vector<std::pair<std::string, double>> bars;  // of each method what scatter_y names
  std::vector<Series> scatter;                       // e.g. accuracy over img/s, one point a series
  std::string scatter_x, scatter_y;                  // axis titles
  std::string metric, metric_unit;                   // of the plot of `accuracy`: its title, a unit
  AnswerFigures answers;                             // of the test
  std::vector<std::string> output_columns;           // heading of `outputs`
  std::vector<ResultRow> outputs;                    // label by label, value by value
  std::vector<TokenPicture> pictures;
  std::vector<std::string> commands;  // how to reproduce
};

/// Writes one HTML file, atomically: inline SVG and PNG data URIs, no script, no network, readable in light
/// and dark and on a phone. All text is escaped.
void write_report(const std::filesystem::path& file, const Report& report);

/// Draws the groups of merged patches over a picture, as the ToMe paper does (arXiv 2210.09461, fig. 4): each
/// group is filled with its mean colour and outlined in a colour of its own where it differs from its
/// neighbours. `group` [rows * columns]: the group of each patch, row by row; patches of one group need not
/// touch. `image` is the network's input as a picture, its size a multiple of rows and columns. Throws
/// InputError otherwise.
Image draw_token_groups(const Image& image, const std::vector<std::int64_t>& group, std::int64_t rows,
                        std::int64_t columns);

}  // namespace pyra
