#pragma once
// Runs that are written down, fed back or mirrored draw through a DrawBook; other runs have none, and pay
// nothing for it: numbers drawn ahead are taken as ever, and whoever finds none there looks for a book.
//
// What is written down of a draw is its value as text: numbers and booleans as they print, of a choice the
// member's text, of a shuffle or sample a JSON list, of a `choose:` the number of the branch. Fed back, a
// value replaces what would have been drawn. Values belong to streams: a stream of a place's own gives them
// to that place, one that several places share gives them to whoever draws next, as its numbers.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/dice.h"
#include "program/functions.h"
#include "program/state.h"

namespace asim {

/// Where draws are written down.
class DrawLog {
public:
  virtual ~DrawLog() = default;
  struct Entry {
    DrawSite site;
    std::string_view process;  // empty outside of all
    double time;
    std::string_view value;
    std::string_view position;  // of a member that an equal one stands before, as JSON; otherwise empty
  };
  virtual void write(const Entry&) = 0;
};

/// Where values come from that are fed back.
class DrawReplay {
public:
  virtual ~DrawReplay() = default;
  struct Value {
    std::string text, position;
    std::uint64_t line = 0;  // of the file
  };
  /// The next one of the stream; null if there is none.
  virtual const Value* next(std::uint32_t stream) = 0;
  /// The file's name, for messages.
  virtual const std::string& name() const = 0;
};

class DrawBook {
public:
  DrawLog* log = nullptr;        // none: nothing is written down
  DrawReplay* replay = nullptr;  // none: everything is drawn
  bool mirrors = false;          // each value lies opposite to what the stream would give: engine/dice.h

  /// From a distribution, whose arguments are in order.
  double number(State&, const Draw&, const double* arguments);
  /// From a function that is random.
  Value value(const FunctionCall&, const Arguments&);
  /// The branch of a `choose:` with so many; `choose` draws one.
  std::size_t branch(State&, const DrawSite&, std::size_t count,
                     const std::function<std::size_t(Stream&, bool mirrored)>& choose);

private:
  void write(const State&, const DrawSite&, std::string_view value, std::string_view position);
  const DrawReplay::Value& next(const DrawSite&) const;
  double recorded_number(const Draw&, State&, const double* arguments) const;
  Value recorded_value(const FunctionCall&, const Arguments&) const;
  Value drawn_value(const FunctionCall&, const Arguments&) const;
};

/// The value that lies opposite to the one that the stream would give, which moves as if it had given that.
double draw_mirrored(const Draw&, Stream&, const double* arguments);

}  // namespace asim
