extension Double {
  /// So many times a length, as one would write it: 3 times 0.1 is 0.3, where the product of the two
  /// nearest numbers is 0.30000000000000004.
  ///
  /// - Parameter length: of up to twelve decimals; others are multiplied as they are.
  public func times(_ length: Double) -> Double {
    Decimals(of: [length]).nearest(to: self * length)
  }
}

/// The numbers with so many decimals as some have.
struct Decimals {
  // How many of them lie between 0 and 1; nil where they lie too close.
  private let density: Double?

  /// Finds how many decimals are enough for all numbers.
  init(of numbers: [Double]) {
    density = (0...12).lazy.map { pow10($0) }.first { density in
      numbers.allSatisfy { ($0 * density).rounded() / density == $0 }
    }
  }

  /// The one of them that lies nearest; the number itself where that is none of them but for rounding.
  func nearest(to number: Double) -> Double {
    guard let density, abs(number * density) < 0x1p53 else { return number }
    let nearest = (number * density).rounded() / density
    return abs(nearest - number) <= abs(number) * 1e-12 ? nearest : number
  }
}

// Exact, as all powers of 10 up to the 22nd are.
private func pow10(_ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { power, _ in power * 10 }
}
