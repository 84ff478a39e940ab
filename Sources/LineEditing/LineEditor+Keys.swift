import CLibEdit

// Which keys do what.
extension LineEditor {
  /// Makes the editor's own commands known to libedit.
  func addCommands() {
    neurosh_el_add_key(handle, "neurosh-complete", "Complete the word.", completeWord)
    neurosh_el_add_key(handle, "neurosh-right", "Right, or accept what is offered.", moveRight)
    neurosh_el_add_key(handle, "neurosh-end", "End, and accept what is offered.", moveToEnd)
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
    neurosh_el_bind(handle, "^E", "neurosh-end")
    neurosh_el_bind(handle, "^R", "em-inc-search-prev")
    neurosh_el_bind(handle, "^S", "em-inc-search-next")
    neurosh_el_bind(handle, pasteKeyName, "neurosh-paste")
    if keys == .vi { neurosh_el_bind_vi_command(handle, pasteKeyName, "neurosh-paste") }
    // Up and Down look for lines that begin with what is typed. What follows Escape is as terminals
    // send it; with vi keys Escape is a key of its own, which goes to command mode before.
    for (sequence, command) in [
      ("[A", "ed-search-prev-history"), ("OA", "ed-search-prev-history"),
      ("[B", "ed-search-next-history"), ("OB", "ed-search-next-history"),
      ("[H", "ed-move-to-beg"), ("[F", "neurosh-end"), ("OF", "neurosh-end"),
      ("[C", "neurosh-right"), ("OC", "neurosh-right"), ("[1~", "ed-move-to-beg"),
      ("[4~", "neurosh-end"), ("[3~", "ed-delete-next-char"),
      ("[1;5C", "em-next-word"), ("[1;5D", "ed-prev-word"),
    ] {
      switch keys {
      case .emacs: neurosh_el_bind(handle, "^[" + sequence, command)
      case .vi: neurosh_el_bind_vi_command(handle, sequence, command)
      }
    }
  }
}
