/// A grid of characters on which later marks cover earlier ones.
///
/// Marks fill a character. Dots are the finest that the style can draw: in braille two by four a
/// character, in ASCII the character itself.
struct Canvas {
  let columns: Int
  let rows: Int
  let style: PlotStyle
  /// How wide lines are, in dots.
  let thickness: Int
  /// Which dots are put where several curves have to be told apart; in ASCII their marks do that.
  var pattern = Pattern.solid
  /// How many dots of the pattern went by, and where the last one was.
  private var phase = 0
  private var last: (x: Int, y: Int)?
  private var cells: [Cell]
  /// What stands in place of the characters where the terminal shows pictures.
  var picture: Picture?

  /// How curves of dots differ.
  enum Pattern: Hashable, CaseIterable {
    case solid, dashed, dotted

    /// The pattern of one of several curves.
    init(curve index: Int) { self = Self.allCases[index % Self.allCases.count] }

    fileprivate func has(_ phase: Int) -> Bool {
      switch self {
      case .solid: true
      case .dashed: phase % 5 < 3
      case .dotted: phase % 2 == 0
      }
    }
  }

  private struct Cell {
    var mark: Character = " "
    var ink = Ink.plain
    /// The braille dots, a bit each; none where the cell has a mark of its own.
    var dots: UInt8 = 0
  }

  /// Makes an empty grid.
  init(columns: Int, rows: Int, style: PlotStyle = .ascii) {
    self.columns = columns
    self.rows = rows
    self.style = style
    thickness = style.pictures == nil ? 1 : max(1, style.dotsAcross / 5)
    cells = Array(repeating: Cell(), count: columns * rows)
    picture = style.pictures.map {
      Picture(columns: columns, rows: rows, cellWidth: $0.cellWidth, cellHeight: $0.cellHeight)
    }
  }

  /// Dots in a row of dots.
  var dotColumns: Int { columns * style.dotsAcross }
  /// Rows of dots.
  var dotRows: Int { rows * style.dotsDown }

  /// Puts a mark; outside of the grid nothing happens.
  mutating func put(_ mark: Character, _ ink: Ink = .plain, column: Int, row: Int) {
    guard 0..<columns ~= column, 0..<rows ~= row else { return }
    if picture != nil { return draw(mark, ink, column: column, row: row) }
    cells[row * columns + column] = Cell(mark: mark, ink: ink)
  }

  /// Puts a mark on every row between two.
  mutating func stroke(
    _ mark: Character, _ ink: Ink = .plain, column: Int, from first: Int, to last: Int
  ) {
    for row in min(first, last)...max(first, last) { put(mark, ink, column: column, row: row) }
  }

  /// Puts a dot, in ASCII as `mark`; outside of the grid nothing happens.
  mutating func dot(_ mark: Character, _ ink: Ink = .plain, x: Int, y: Int) {
    guard 0..<dotColumns ~= x, 0..<dotRows ~= y else { return }
    guard style.isFine else { return put(mark, ink, column: x, row: y) }
    // Where one line ends and the next begins the dot counts once.
    if let last, last == (x, y) { return }
    last = (x, y)
    phase += 1
    guard pattern.has(phase - 1) else { return }
    light(ink, x: x, y: y)
  }

  /// Puts a dot of braille within the grid, whatever the pattern is.
  mutating func light(_ ink: Ink, x: Int, y: Int) {
    guard picture == nil else {
      picture?.fill(ink, x: x..<x + thickness, y: y..<y + thickness)
      return
    }
    let index = y / 4 * columns + x / 2
    let dots = cells[index].dots | brailleBits[y % 4 * 2 + x % 2]
    cells[index] = Cell(mark: brailleMark(dots), ink: ink, dots: dots)
  }

  /// Puts a dot on every row of dots between two.
  mutating func dots(
    _ mark: Character, _ ink: Ink = .plain, x: Int, from first: Int, to last: Int
  ) {
    for y in min(first, last)...max(first, last) { dot(mark, ink, x: x, y: y) }
  }

  /// Puts a bar that stands on the lowest row, at least a dot high where it is not nothing.
  ///
  /// - Parameter share: of the height.
  mutating func bar(_ mark: Character, _ ink: Ink = .plain, x: Int, share: Double) {
    guard share > 0 else { return }
    let height = max(1, Int((share * Double(dotRows)).rounded()))
    dots(mark, ink, x: x, from: dotRows - height, to: dotRows - 1)
  }

  /// Puts dots on a straight line, both ends included.
  mutating func line(
    _ mark: Character, _ ink: Ink = .plain, from start: (x: Int, y: Int), to end: (x: Int, y: Int)
  ) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y))
    for step in 0...steps {
      let share = steps == 0 ? 0 : Double(step) / Double(steps)
      dot(
        mark, ink, x: start.x + Int((share * Double(end.x - start.x)).rounded()),
        y: start.y + Int((share * Double(end.y - start.y)).rounded()))
    }
  }

  /// A row, spaces at the end included.
  func text(row: Int) -> InkedText {
    var text = InkedText()
    if row == 0 { text.picture = picture }
    for cell in cells[row * columns..<(row + 1) * columns] { text.append(cell.mark, cell.ink) }
    return text
  }
}

// The dots of U+2800 ff., row by row from the top left.
private let brailleBits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

/// The braille pattern of some dots, a bit each.
func brailleMark(_ dots: UInt8) -> Character {
  Character(Unicode.Scalar(0x2800 + UInt32(dots)) ?? " ")
}
