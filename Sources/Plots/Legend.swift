/// What is shown, with the name of whom where that is one.
func plotTitle(_ heading: String, of names: [String]) -> String {
  names.count == 1 ? "\(heading) of \(names[0])" : heading
}

/// The mark of each curve and its name, where there are several.
func plotEntries(of names: [String], style: PlotStyle) -> [InkedText] {
  guard names.count > 1 else { return [] }
  return names.enumerated().map { index, name in
    legendMark(glyph(index), Canvas.Pattern(curve: index), .series(index), style: style)
      + " \(name)"
  }
}

/// A title and what the marks mean, in as many lines as that takes.
func legend(_ title: String, _ entries: [InkedText], width: Int) -> [InkedText] {
  let titles = title.isEmpty ? [] : wrapped(title.spacedWords, at: width, rest: 2)
  return entries.reduce(into: titles.map { InkedText($0) }) { lines, entry in
    if let last = lines.last, last.count + 3 + entry.count <= width {
      lines[lines.count - 1] = last + "   " + entry
    } else {
      lines.append(entry)
    }
  }
}

/// The mark of one of several curves.
func glyph(_ index: Int) -> Character {
  let glyphs: [Character] = ["*", "o", "x", "+", "@", "%", "&", "$"]
  return glyphs[index % glyphs.count]
}

/// A curve's mark as a legend shows it: a character, or a piece of the curve in dots.
func legendMark(
  _ character: Character, _ pattern: Canvas.Pattern, _ ink: Ink, style: PlotStyle
) -> InkedText {
  let style = style.text
  guard style.isFine else { return InkedText(String(character), ink) }
  var canvas = Canvas(columns: 3, rows: 1, style: style)
  canvas.pattern = pattern
  canvas.line(character, ink, from: (0, 2), to: (5, 2))
  return canvas.text(row: 0)
}
