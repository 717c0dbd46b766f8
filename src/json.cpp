// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/digest.hpp>
#include <walaa/archive/json.hpp>
#include <walaa/version.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace walaa::inline WALAA_ABI {

namespace {

constexpr std::string_view kind_names[] = {"model", "scorer", "value"};
constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_number(const tree& t) { return t.kind == tree::number || t.kind == tree::nothing; }

// ---- writing ----

/** Writes JSON for people: a field a line, columns of numbers and short lists of texts in one. nlohmann's own writer puts
    every number of a column on a line of its own, and its digits are not always the fewest. */
class json_writer {
 public:
  void text(std::string_view s) {
    out_ += nlohmann::json(s).dump();  // escapes
  }

  void number(double v) {
    if (is_missing(v)) {
      out_ += "null";
    } else if (v == infinity || v == -infinity) {
      out_ += v > 0 ? R"({"@number": "inf"})" : R"({"@number": "-inf"})";
    } else if (v == 0 && std::signbit(v)) {
      out_ += "-0.0";  // "-0" is an integer, which has no sign
    } else {
      std::array<char, 32> digits{};
      out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), v).ptr);
    }
  }

  void value(const tree& t, std::size_t indent) {
    switch (t.kind) {
      case tree::nothing:
        out_ += "null";
        break;
      case tree::number:
        number(t.num);
        break;
      case tree::text:
        text(t.str);
        break;
      case tree::column:
        column(t.col);
        break;
      case tree::list:
        list(t, indent);
        break;
      case tree::record:
        record(t, indent);
        break;
    }
  }

  void key(std::string_view name) {
    text(name);
    out_ += ": ";
  }
  void line(std::size_t indent, bool first = false) {
    out_ += first ? "\n" : ",\n";
    out_.append(indent, ' ');
  }

  std::string out_;

 private:
  void column(const std::vector<double>& col) {
    out_ += '[';
    for (std::size_t i = 0; i < col.size(); ++i) {
      if (i > 0) out_ += ", ";
      number(col[i]);
    }
    out_ += ']';
  }

  void list(const tree& t, std::size_t indent) {
    const bool like_column = std::ranges::all_of(t.children, is_number);  // an array of numbers is a column
    const bool texts = std::ranges::all_of(t.children, [](const tree& c) { return c.kind == tree::text; });
    out_ += like_column ? R"({"@list": [)" : "[";
    for (std::size_t i = 0; i < t.children.size(); ++i) {
      if (like_column || texts)
        out_ += i > 0 ? ", " : "";
      else
        line(indent + 2, i == 0);
      value(t.children[i], indent + 2);
    }
    if (!like_column && !texts) line(indent, true);
    out_ += like_column ? "]}" : "]";
  }

  void record(const tree& t, std::size_t indent) {
    out_ += '{';
    bool first = true;
    if (t.version != 0) {
      line(indent + 2, first);
      first = false;
      key("@version");
      out_ += std::to_string(t.version);
    }
    for (std::size_t i = 0; i < t.children.size(); ++i) {
      line(indent + 2, first);
      first = false;
      key(t.names[i]);
      value(t.children[i], indent + 2);
    }
    if (!first) line(indent, true);
    out_ += '}';
  }
};

// ---- reading ----

[[noreturn]] void refuse(error_code code, const std::string& what, std::size_t place = 0) {
  throw load_error(code, "from_json: " + what, place);
}

/// What nlohmann's parser reports, as a tree: objects are records, arrays of numbers are columns, other arrays lists.
class json_reader : public nlohmann::json_sax<nlohmann::json> {
 public:
  static constexpr std::size_t deepest = 2 * detail::deepest_tree + 2;  // "@list" takes a level of its own

  tree whole;

  bool null() override { return add_number(missing); }
  bool boolean(bool v) override { return add_number(v ? 1 : 0); }
  bool number_integer(std::int64_t v) override { return add_number(static_cast<double>(v)); }
  bool number_unsigned(std::uint64_t v) override { return add_number(static_cast<double>(v)); }
  bool number_float(double, const std::string& digits) override {
    double v = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), v);
    if (end.ec != std::errc{}) refuse(error_code::bad_value, "the number " + digits + " does not fit a double");
    return add_number(v);
  }
  bool string(std::string& v) override {
    tree& t = add();
    t.kind = tree::text;
    t.str = std::move(v);
    return true;
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(tree::record); }
  bool key(std::string& name) override {
    name_ = std::move(name);
    return true;
  }
  bool end_object() override {
    if (!detail::unique_names(open_.back()->names)) refuse(error_code::bad_value, "two keys of one object have the same name");
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return open(tree::column); }
  bool end_array() override {
    open_.pop_back();
    return true;
  }

  bool parse_error(std::size_t place, const std::string&, const nlohmann::json::exception& e) override {
    // "[json.exception.parse_error.101] parse error at line 3, column 7: ..." without nlohmann's own number
    std::string_view what = e.what();
    if (const auto end = what.find("] "); what.starts_with('[') && end != what.npos) what.remove_prefix(end + 2);
    refuse(error_code::bad_value, std::string(what), place);
  }

 private:
  /// The place of the next value: the root, the next element, or the field whose key was read.
  tree& add() {
    if (open_.empty()) return whole;
    tree& in = *open_.back();
    if (in.kind == tree::record) return in.add(std::move(name_));
    if (in.kind == tree::column) {  // not of numbers only, hence a list
      in.kind = tree::list;
      for (const double v : std::exchange(in.col, {})) set_number(in.children.emplace_back(), v);
    }
    return in.children.emplace_back();
  }

  static void set_number(tree& t, double v) {
    t.kind = is_missing(v) ? tree::nothing : tree::number;
    t.num = is_missing(v) ? 0 : v;
  }

  bool add_number(double v) {
    if (!open_.empty() && open_.back()->kind == tree::column)
      open_.back()->col.push_back(v);
    else
      set_number(add(), v);
    return true;
  }

  bool open(tree::kind_t kind) {
    if (open_.size() >= deepest) refuse(error_code::bad_value, "the text is nested too deep");
    tree& t = add();
    t.kind = kind;
    open_.push_back(&t);  // stays where it is: its parent gets no further child before it is closed
    return true;
  }

  std::vector<tree*> open_;
  std::string name_;
};

/// "@number", "@list" and "@version" become what they stand for.
void resolve(tree& t) {
  if (t.kind == tree::list) {
    for (tree& child : t.children) resolve(child);
    if (std::ranges::all_of(t.children, is_number)) {  // a column with an infinity in it
      t.kind = tree::column;
      for (const tree& child : std::exchange(t.children, {})) t.col.push_back(child.kind == tree::nothing ? missing : child.num);
    }
    return;
  }
  if (t.kind != tree::record) return;
  if (t.names.size() == 1 && t.names[0] == "@number") {
    const std::string& which = t.children[0].str;
    if (which != "inf" && which != "-inf") refuse(error_code::bad_value, R"("@number" is neither "inf" nor "-inf")");
    tree number;
    number.kind = tree::number;
    number.num = which == "inf" ? infinity : -infinity;
    t = std::move(number);
    return;
  }
  if (t.names.size() == 1 && t.names[0] == "@list") {
    tree list = std::move(t.children[0]);
    resolve(list);
    if (list.kind != tree::column) refuse(error_code::bad_value, R"("@list" is not followed by an array of numbers)");
    list.kind = tree::list;
    for (const double v : std::exchange(list.col, {})) {
      tree& child = list.children.emplace_back();
      child.kind = is_missing(v) ? tree::nothing : tree::number;
      child.num = is_missing(v) ? 0 : v;
    }
    t = std::move(list);
    return;
  }
  for (tree& child : t.children) resolve(child);
  if (const auto at = std::ranges::find(t.names, "@version"); at != t.names.end()) {
    const auto field = t.children.begin() + (at - t.names.begin());
    const double version = field->num;
    if (field->kind != tree::number || !(version >= 1 && version <= 4294967295.0) || version != std::floor(version))
      refuse(error_code::bad_value, R"("@version" is no class version)");
    t.version = static_cast<unsigned>(version);
    t.names.erase(at);
    t.children.erase(field);
  }
}

/// The top of the text: what is known is taken out, what is required must be there.
class header_reader {
 public:
  header_reader(tree& top, json_report* report) : top_(&top), used_(top.names.size(), false), report_(report) {}

  tree* find(std::string_view name) {
    for (std::size_t i = 0; i < top_->names.size(); ++i)
      if (top_->names[i] == name) {
        used_[i] = true;
        return &top_->children[i];
      }
    return nullptr;
  }
  tree& require(std::string_view name, tree::kind_t kind) {
    tree* t = find(name);
    if (!t) refuse(error_code::bad_value, "the text lacks the key \"" + std::string(name) + "\"");
    if (t->kind != kind) refuse(error_code::bad_value, "the key \"" + std::string(name) + "\" has a value of another kind");
    return *t;
  }
  void finish() {
    for (std::size_t i = 0; report_ && i < used_.size(); ++i)
      if (!used_[i]) report_->ignored_keys.push_back(top_->names[i]);
  }

 private:
  tree* top_;
  std::vector<bool> used_;
  json_report* report_;
};

}  // namespace

std::string to_json(std::span<const std::byte> file, const load_options& options) {
  const container c = from_bytes(file, options);
  json_writer w;
  w.out_ = "{";
  w.line(2, true);
  w.key("format"), w.text("walaa"), w.line(2);
  w.key("format_version"), w.out_ += "[" + std::to_string(format_major) + ", " + std::to_string(format_minor) + "]", w.line(2);
  w.key("library"), w.text(std::to_string(WALAA_VERSION_MAJOR) + "." + std::to_string(WALAA_VERSION_MINOR) + "." +
                           std::to_string(WALAA_VERSION_PATCH));
  w.line(2);
  w.key("kind"), w.text(kind_names[static_cast<std::size_t>(c.kind) - 1]), w.line(2);
  w.key("type"), w.text(c.type), w.line(2);
  w.key("value"), w.value(c.root, 2), w.line(2);
  w.key("digest"), w.text("sha256:" + digest(to_bytes(c)));
  w.out_ += "\n}\n";
  return w.out_;
}

std::vector<std::byte> from_json(std::string_view text, json_report* report, const load_options& options) {
  if (text.size() > options.max_bytes)
    refuse(error_code::too_big, "the text has " + std::to_string(text.size()) + " bytes, at most " +
                                    std::to_string(options.max_bytes) + " are allowed");
  json_reader reader;
  nlohmann::json::sax_parse(text, &reader);
  if (reader.whole.kind != tree::record) refuse(error_code::not_a_model, "the text is no object");
  header_reader top(reader.whole, report);
  if (const tree* format = top.find("format"); !format || format->str != "walaa")
    refuse(error_code::not_a_model, R"(the key "format" is not "walaa")");
  const std::vector<double>& version = top.require("format_version", tree::column).col;
  if (version.size() != 2 || !(version[1] >= 0))
    refuse(error_code::bad_value, R"(the key "format_version" is not [major, minor])");
  if (version[0] != format_major)
    refuse(version[0] > format_major ? error_code::too_new : error_code::too_old,
           "the text has format " + number_text(version[0]) + "." + number_text(version[1]) + ", this library reads " +
               std::to_string(format_major) + ".x; " +
               (version[0] > format_major ? "update walaa" : "save the model again with a release that reads both"));
  container c;
  const std::string& kind = top.require("kind", tree::text).str;
  const auto known = std::ranges::find(kind_names, kind);
  if (known == std::end(kind_names)) refuse(error_code::bad_value, "\"" + kind + "\" is no kind of file");
  c.kind = static_cast<file_kind>(known - std::begin(kind_names) + 1);
  c.type = top.require("type", tree::text).str;
  c.root = std::move(top.require("value", tree::record));
  resolve(c.root);
  const tree* check = top.find("digest");
  top.find("library");  // who wrote it; for people
  top.finish();

  std::vector<std::byte> file;
  try {
    file = to_bytes(c);
  } catch (const load_error&) {
    throw;
  } catch (const error& e) {
    refuse(error_code::bad_value, std::string("no model file can hold this: ") + e.what());
  }
  if (check && version[1] <= format_minor && check->str != "sha256:" + digest(file))
    refuse(error_code::checksum,
           R"(the value does not fit the key "digest": it was changed; delete that key to accept the change)");
  return file;
}

}  // namespace walaa::inline WALAA_ABI
