# Renders Markdown as Jekyll does: kramdown with the GFM parser.
# One JSON line in: {"documents": [...], "options": {...}}; one out: {"pages": [...]}, null where kramdown raised.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

# Some text takes kramdown's regular expressions all the memory there is.
Process.setrlimit(Process::RLIMIT_AS, 2 << 30)

JEKYLL = { input: "GFM", hard_wrap: false, auto_ids: true, footnote_nr: 1, syntax_highlighter: nil }.freeze

$stdout.sync = true
$stdin.each_line do |line|
  request = JSON.parse(line)
  options = JEKYLL.merge((request["options"] || {}).transform_keys(&:to_sym))
  pages = request["documents"].map do |text|
    begin
      Kramdown::Document.new(text, options).to_html.scrub
    rescue StandardError
      nil
    end
  end
  puts JSON.generate({ pages: pages })
end
