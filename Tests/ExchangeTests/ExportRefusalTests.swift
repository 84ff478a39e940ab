import Exchange
import Testing

@Test func aRefusalSaysWhatCannotBeSaid() {
  #expect(ExportRefusal("nir has no noise").reason == "nir has no noise")
}
