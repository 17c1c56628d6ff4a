#include "run/design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "base/csv_reader.h"
#include "program/value_text.h"
#include "run/levels.h"
#include "run/simulation.h"

namespace asim {
namespace {

std::string words(const std::vector<std::string>& names, const std::vector<Value>& row) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("{}{}={}", i > 0 ? ", " : "", names[i], value_text(row[i]));
  }
  return text;
}

}  // namespace

Value Design::value(std::string_view text) {
  const Value value = parse_parameter(text, interner_);
  if (value.is_number() && !std::isfinite(value.as_number())) {
    throw DesignError(fmt::format("the number `{}` is too large", text));
  }
  return value;
}

Factor Design::factor(std::string name, std::string_view text) {
  Factor result{std::move(name), {}};
  for (const std::string& level : parse_levels(result.name, text, kMostPoints)) {
    result.levels.push_back(value(level));
  }
  return result;
}

Factor Design::factor(std::string name, const std::vector<std::string>& texts) {
  Factor result{std::move(name), {}};
  for (const std::string& text : texts) {
    Factor part = factor(result.name, text);
    std::move(part.levels.begin(), part.levels.end(), std::back_inserter(result.levels));
  }
  return result;
}

void Design::add(Factor factor) {
  Axis axis;
  axis.names.push_back(std::move(factor.name));
  for (Value& level : factor.levels) axis.rows.push_back({std::move(level)});
  add(std::move(axis));
}

void Design::add_paired(std::vector<Factor> factors) {
  Axis axis;
  const Factor* longest = nullptr;
  for (const Factor& factor : factors) {
    axis.names.push_back(factor.name);
    if (!longest || factor.levels.size() > longest->levels.size()) longest = &factor;
  }
  if (!longest) return;
  for (const Factor& factor : factors) {
    if (factor.levels.size() == 1 || factor.levels.size() == longest->levels.size()) continue;
    throw DesignError(fmt::format("paired parameters need equally many values: `{}` has {}, `{}` has {}",
                                  factor.name, factor.levels.size(), longest->name, longest->levels.size()));
  }
  for (std::size_t i = 0; i < longest->levels.size(); ++i) {
    std::vector<Value>& row = axis.rows.emplace_back();
    for (const Factor& factor : factors) row.push_back(factor.levels[factor.levels.size() == 1 ? 0 : i]);
  }
  add(std::move(axis));
}

void Design::add_file(const std::string& path) {
  CsvReader reader(path);
  if (!reader.is_open()) throw DesignError(fmt::format("cannot open the design {}", path));
  Axis axis;
  if (!reader.next(axis.names)) throw DesignError(fmt::format("the design {} is empty", path));
  for (std::vector<std::string> cells; reader.next(cells);) {
    if (cells.size() != axis.names.size()) {
      throw DesignError(fmt::format("{}:{}: {} cells, but the header has {}", path, reader.line(),
                                    cells.size(), axis.names.size()));
    }
    if (axis.rows.size() == kMostPoints) {
      throw DesignError(fmt::format("the design {} has more than {} points", path, kMostPoints));
    }
    std::vector<Value>& row = axis.rows.emplace_back();
    for (const std::string& cell : cells) row.push_back(value(cell));
    axis.lines.push_back(reader.line());
  }
  if (axis.rows.empty()) throw DesignError(fmt::format("the design {} has no points: only a header", path));
  add(std::move(axis));
}

void Design::add(Axis axis) {
  std::vector<std::string_view> known = names();
  for (const std::string& name : axis.names) {
    for (const std::string_view other : known) {
      if (other == name) throw DesignError(fmt::format("parameter `{}` is given twice", name));
    }
    known.push_back(name);
  }
  std::unordered_map<std::string, std::size_t> rows;
  for (std::size_t i = 0; i < axis.rows.size(); ++i) {
    const auto [at, is_new] = rows.try_emplace(words(axis.names, axis.rows[i]), i);
    if (is_new) continue;
    if (axis.lines.empty()) throw DesignError(fmt::format("{} is given twice", at->first));
    throw DesignError(fmt::format("{} is given twice: lines {} and {} of the design", at->first,
                                  axis.lines[at->second], axis.lines[i]));
  }
  if (axis.rows.size() > kMostPoints / point_count_) {
    throw DesignError(fmt::format("the design has {} points: no more than {} are allowed",
                                  axis.rows.size() * point_count_, kMostPoints));
  }
  point_count_ *= axis.rows.size();
  axes_.push_back(std::move(axis));
}

std::vector<std::string_view> Design::names() const {
  std::vector<std::string_view> all;
  for (const Axis& axis : axes_) all.insert(all.end(), axis.names.begin(), axis.names.end());
  return all;
}

std::vector<std::string_view> Design::varying() const {
  std::vector<std::string_view> all;
  for (const Axis& axis : axes_) {
    for (std::size_t i = 0; i < axis.names.size(); ++i) {
      for (const std::vector<Value>& row : axis.rows) {
        if (are_equal(row[i], axis.rows.front()[i])) continue;
        all.push_back(axis.names[i]);
        break;
      }
    }
  }
  return all;
}

Parameters Design::point(std::size_t index) const {
  std::size_t stride = point_count_;
  Parameters parameters;
  for (const Axis& axis : axes_) {
    stride /= axis.rows.size();
    const std::vector<Value>& row = axis.rows[index / stride % axis.rows.size()];
    for (std::size_t i = 0; i < axis.names.size(); ++i) parameters.emplace_back(axis.names[i], row[i]);
  }
  return parameters;
}

}  // namespace asim
