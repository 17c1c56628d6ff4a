#include <algorithm>
#include <cctype>

#include "base/diagnostics.h"

namespace asim {

namespace {

constexpr std::size_t longest_word = 100;  // names are shorter; hostile text must not cost quadratic time

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// Optimal string alignment: Damerau's four edits, none of them applied twice to the same place.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[to.size()];
}

// The only one that begins with the word: an abbreviation.
std::string_view written_out(const std::string& word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t shortest = 4;
  std::string_view found;
  if (word.size() < shortest) return {};
  for (const std::string_view candidate : candidates) {
    if (candidate.size() <= word.size() || !lower(candidate).starts_with(word)) continue;
    if (!found.empty() && found != candidate) return {};
    found = candidate;
  }
  return found;
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > longest_word) return {};
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  const std::string wanted = lower(word);
  std::string_view best;
  std::size_t best_distance = limit + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (candidate.empty() || candidate == word || longer - std::min(word.size(), candidate.size()) > limit)
      continue;
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    // With every letter exchanged it is another word, however short: no `y` for `x`.
    if (distance >= best_distance || distance >= longer) continue;
    best = candidate;
    best_distance = distance;
  }
  // Nobody writes more than there is: `expo` is the beginning of something longer, not `exp`.
  if (best_distance == 0 || best.size() >= word.size()) return best;
  const std::string_view whole = written_out(wanted, candidates);
  return whole.empty() ? best : whole;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view found = nearest(word, candidates);
  return found.empty() ? std::string() : "did you mean `" + std::string(found) + "`?";
}

std::string plural(std::size_t count, std::string_view noun) {
  std::string result = std::to_string(count) + " " + std::string(noun);
  if (count == 1) return result;
  const auto ends = [&](std::string_view tail) { return noun.ends_with(tail); };
  if (ends("s") || ends("x") || ends("ch") || ends("sh")) return result + "es";
  if (ends("y") && !ends("ay") && !ends("ey") && !ends("oy")) {
    result.back() = 'i';
    return result + "es";
  }
  return result + "s";
}

}  // namespace asim
