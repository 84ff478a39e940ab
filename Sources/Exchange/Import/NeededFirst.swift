extension Array {
  /// The elements, each behind those that it needs; otherwise in their order.
  ///
  /// - Parameters:
  ///   - name: what others need an element by.
  ///   - needs: the names that an element needs; those of no element do not count.
  /// - Returns: the order, and the first element that needs itself, if there is one.
  func neededFirst(
    name: (Element) -> String, needs: (Element) -> Set<String>
  ) -> (order: [Element], circular: Element?) {
    let names = Set<String>(map(name))
    var open = map { (element: $0, name: name($0), needs: needs($0).intersection(names)) }
    var done: Set<String> = []
    var order: [Element] = []
    while !open.isEmpty {
      let before = open.count
      open.removeAll { item in
        guard item.needs.isSubset(of: done) else { return false }
        done.insert(item.name)
        order.append(item.element)
        return true
      }
      if open.count == before { return (order, open[0].element) }
    }
    return (order, nil)
  }
}
