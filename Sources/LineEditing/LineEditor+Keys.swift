import CLibEdit

// Which keys do what.
extension LineEditor {
  /// Makes the editor's own commands known to libedit.
  func addCommands() {
    neurosh_el_add_key(handle, "neurosh-complete", "Complete the word.", completeWord)
    neurosh_el_add_key(handle, "neurosh-right", "Right, or accept what is offered.", moveRight)
    neurosh_el_add_key(handle, "neurosh-end", "End, and accept what is offered.", moveToEnd)
    neurosh_el_add_key(
      handle, "neurosh-beginning", "Home, of the line or the block.", moveToBeginning)
    neurosh_el_add_key(handle, "neurosh-up", "Up within a block.", moveUp)
    neurosh_el_add_key(handle, "neurosh-down", "Down within a block.", moveDown)
    neurosh_el_add_key(handle, "neurosh-break", "A line break.", breakLine)
    neurosh_el_add_key(handle, "neurosh-paste", "Take what is pasted, or a change back.", paste)
  }

  /// Does what the user says in ~/.editrc, which has the last word; only where it changes to the
  /// other keys, as `bind -v` does, libedit forgets all of them, so that ours come once more.
  func readUserFile() {
    el_source(handle, nil)
    guard let name = neurosh_el_editor(handle), let chosen = Keys(rawValue: String(cString: name)),
      chosen != keys
    else { return }
    keys = chosen
    bindKeys()
  }

  /// Says which keys do what.
  func bindKeys() {
    neurosh_el_bind(handle, "^I", "neurosh-complete")
    neurosh_el_bind(handle, "^F", "neurosh-right")
    neurosh_el_bind(handle, "^A", "neurosh-beginning")
    neurosh_el_bind(handle, "^E", "neurosh-end")
    neurosh_el_bind(handle, "^R", "em-inc-search-prev")
    neurosh_el_bind(handle, "^S", "em-inc-search-next")
    neurosh_el_bind(handle, pasteKeyName, "neurosh-paste")
    if keys == .vi { neurosh_el_bind_vi_command(handle, pasteKeyName, "neurosh-paste") }
    // With vi keys Escape and Return take the block.
    if keys == .emacs {
      for key in ["^[^M", "^[^J"] { neurosh_el_bind(handle, key, "neurosh-break") }
    }
    // Up and Down look for lines that begin with what is typed.
    bindVerticalKeys()
    for (sequence, command) in [
      ("[H", "neurosh-beginning"), ("OH", "neurosh-beginning"), ("[F", "neurosh-end"),
      ("OF", "neurosh-end"), ("[C", "neurosh-right"), ("OC", "neurosh-right"),
      ("[1~", "neurosh-beginning"), ("[4~", "neurosh-end"), ("[3~", "ed-delete-next-char"),
      ("[1;5C", "em-next-word"), ("[1;5D", "ed-prev-word"),
    ] { bind(sequence: sequence, command) }
  }

  /// Binds what follows Escape as terminals send it; with vi keys Escape goes to command mode before,
  /// or stands in front of the rest there.
  func bind(sequence: String, _ command: String) {
    switch keys {
    case .emacs: neurosh_el_bind(handle, "^[" + sequence, command)
    case .vi:
      neurosh_el_bind_vi_command(handle, sequence, command)
      neurosh_el_bind_vi_command(handle, "^[" + sequence, command)
    }
  }
}
