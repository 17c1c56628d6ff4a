#pragma once
// The time of a row as text: a date if there is a calendar. Several rows often have the same time, and it is
// the same text then.

#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/numbers.h"

namespace asim {

class TimeText {
public:
  /// `calendar` may be null.
  explicit TimeText(const Calendar* calendar) : calendar_(calendar) {}

  /// Valid until the next call.
  std::string_view operator()(double time) {
    if (time == time_ && !text_.empty()) return text_;
    time_ = time;
    if (calendar_) return text_ = calendar_->date_text(time, true);
    text_.clear();
    append_number(text_, time);
    return text_;
  }

private:
  const Calendar* calendar_;
  double time_ = 0;
  std::string text_;
};

}  // namespace asim
