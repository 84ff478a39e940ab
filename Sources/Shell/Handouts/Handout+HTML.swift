import Equations
import Neurons

extension Handout {
  /// The handout as a page of HTML, well-formed XML as well.
  var html: HTMLText {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
    <meta name="generator" content="neurosh" />
    <title>\(title)</title>
    <style>\(style)</style>
    </head>
    <body>
    <main>
    <h1>\(title)</h1>
    \(isToBeFilledIn ? "<p class=\"name\">Name:</p>\n" : "" as HTMLText)\(blocks.map(\.html))
    \(equations)</main>
    </body>
    </html>

    """
  }

  private var equations: HTMLText {
    guard !models.isEmpty else { return "" }
    let texts = models.flatMap { model in
      [HTMLText("<h3><code>\(model.name)</code></h3>")] + model.description.items.map(\.html)
    }
    return "<section class=\"equations\">\n<h2>The equations</h2>\n\(texts)\n</section>\n"
  }
}

extension Handout.Block {
  fileprivate var html: HTMLText {
    switch self {
    case .prose(let lines): "<p>\(lines.joined(separator: "\n"))</p>"
    case .laidOut(let lines): "<pre>\(lines.joined(separator: "\n"))</pre>"
    case .commands(let lines): lines.typed
    case .output(let text): "<pre><samp>\(text)</samp></pre>"
    case .table(let table, _): table.html
    case .plot(let picture):
      """
      <figure role="img" aria-label="\(picture.command)">
      \(HTMLText(verbatim: picture.svg))</figure>
      """
    case .error(let text): "<pre class=\"error\"><samp>\(text)</samp></pre>"
    case .exercise(let exercise): exercise.html
    }
  }
}

extension Handout.Exercise {
  fileprivate var html: HTMLText {
    var parts: [HTMLText] = ["<h2>\(heading)</h2>", "<p>\(text)</p>"]
    if !choices.isEmpty {
      parts.append("<ul>\n\(choices.map { "<li>\($0)</li>" as HTMLText })\n</ul>")
    }
    if !hint.isEmpty { parts.append("<p class=\"hint\">Hint: \(hint)</p>") }
    parts += Array(repeating: "<p class=\"line\"></p>", count: linesToWriteOn)
    if !answer.isEmpty { parts.append("<p><strong>Answer: \(answer)</strong></p>") }
    if !commands.isEmpty { parts.append(commands.typed) }
    if !reason.isEmpty { parts.append("<p>\(reason)</p>") }
    if !replies.isEmpty {
      let entries = replies.map { "<dt>\($0.wrong)</dt><dd>\($0.text)</dd>" as HTMLText }
      parts.append("<dl>\n\(entries)\n</dl>")
    }
    return "<section class=\"exercise\">\n\(parts)\n</section>"
  }
}

extension Report.Item {
  /// What `show` prints of a neuron.
  fileprivate var html: HTMLText {
    switch self {
    case .source(let text), .text(let text), .note(let text), .told(let text, _):
      "<pre><code>\(text)</code></pre>"
    case .table(let table): table.html
    case .data, .plot: ""
    }
  }
}

extension Table {
  fileprivate var html: HTMLText {
    let lines = readable
    let rows = zip(rows, lines.dropFirst()).map { cells, texts in
      let cells = zip(cells, texts).map { cell, text in
        cell.isNumber
          ? "<td class=\"number\">\(text)</td>" : "<td>\(text)</td>" as HTMLText
      }
      return "<tr>\(cells)</tr>" as HTMLText
    }
    return """
      <div class="wide"><table>
      <thead><tr>\(lines[0].map { "<th>\($0)</th>" as HTMLText })</tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table></div>
      """
  }
}

extension Table.Cell {
  fileprivate var isNumber: Bool {
    switch self {
    case .number, .measured: true
    case .text, .empty: false
    }
  }
}

extension [String] {
  /// Commands as they are typed; the prompt is none of the text, so that they can be copied.
  fileprivate var typed: HTMLText {
    let lines = map { "<kbd>\($0)</kbd>" as HTMLText }
    return "<pre class=\"typed\">\(lines)</pre>"
  }
}

// For A4, and for the width of a telephone; white, since plots are.
private let style: HTMLText = """

  :root { color-scheme: light }
  body { margin: 0; background: white; color: #111; font: 1rem/1.5 system-ui, sans-serif }
  main { max-width: 46rem; margin: 0 auto; padding: 1rem }
  h1 { line-height: 1.2 }
  h2 { font-size: 1.1rem; margin: 0 }
  pre, code, kbd, samp { font: 0.85rem/1.3 ui-monospace, monospace }
  h3 code { font-size: 1rem; font-weight: bold }
  pre { margin: 0.6rem 0; padding-bottom: 0.15rem; overflow-x: auto }
  .typed { border-left: 3px solid #0072b2; padding-left: 0.6rem }
  .typed kbd { font-weight: bold }
  .typed + pre { margin-top: -0.4rem; padding-left: calc(0.6rem + 3px) }
  pre.error { border-left: 3px solid #d55e00; padding-left: 0.6rem }
  figure { margin: 0.6rem 0; break-inside: avoid }
  svg { max-width: 100%; height: auto }
  .wide { overflow-x: auto }
  table { border-collapse: collapse; font-size: 0.85rem }
  th, td { text-align: left; padding: 0.1rem 0.9rem 0.1rem 0; vertical-align: top }
  thead { border-bottom: 1px solid #888 }
  .number { font-variant-numeric: tabular-nums }
  .exercise { border: 1px solid #888; border-radius: 4px; padding: 0.6rem 0.9rem; margin: 1rem 0 }
  .exercise p, .exercise ul, .exercise dl { margin: 0.4rem 0 }
  .exercise ul { list-style: none; padding-left: 1rem }
  .hint { font-style: italic }
  .exercise p.line { border-bottom: 1px solid #888; height: 1.6rem }
  .name { border-bottom: 1px solid #888; max-width: 24rem }
  .equations { margin-top: 2rem; border-top: 1px solid #888; padding-top: 1rem }
  dt { font-weight: bold }
  @page { size: A4; margin: 18mm 16mm }
  @media print {
  body { font-size: 10.5pt }
  main { max-width: none; padding: 0 }
  pre { white-space: pre-wrap }
  h1, h2, h3 { break-after: avoid }
  .exercise, tr { break-inside: avoid }
  }

  """
