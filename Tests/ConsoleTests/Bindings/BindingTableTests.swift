import Terminal
import Testing

@testable import Console

@Suite struct BindingTableTests {
  @Test func `no two bindings share a key where their places meet`() {
    let all = BindingTable.all
    for (index, one) in all.enumerated() {
      for other in all[(index + 1)...] {
        let shared = Set(one.keys).intersection(other.keys)
        // Escape and Ctrl-C are kept from dialogs by `dialogKey` itself, which they always close.
        guard !shared.isEmpty else { continue }
        #expect(!one.place.meets(other.place), "\(shared.map(\.label)): \(one.name) and \(other.name)")
      }
    }
  }

  @Test func `no two bindings share a command`() {
    let commands = BindingTable.all.compactMap(\.command)
    #expect(Set(commands).count == commands.count)
  }

  @Test func `every binding says what it does and how it is reached`() {
    for binding in BindingTable.all {
      #expect(binding.help.hasSuffix("."), "\(binding.name)")
      #expect(!binding.name.isEmpty)
      #expect(!binding.keys.isEmpty || binding.command != nil, "\(binding.name)")
      #expect(!binding.isInFooter || !binding.keys.isEmpty, "\(binding.name)")
    }
  }

  @Test func `nothing is only on a function key or Alt`() {
    for binding in BindingTable.all where !binding.keys.isEmpty {
      let plain = binding.keys.contains { key in
        switch key {
        case .function, .alt: false
        default: true
        }
      }
      #expect(plain, "\(binding.name)")
    }
  }

  @Test func `what acts on orders is marked dangerous`() {
    let actions: [Action] = [
      .halt, .cancel, .cancelAll, .hold, .resume, .settle, .release, .tripBreaker, .resetBreaker,
      .dialog(.confirm), .dialog(.enter),
    ]
    for action in actions {
      #expect(BindingTable.all.first { $0.action == action }?.isDangerous == true, "\(action)")
    }
  }

  @Test func `letters of the panes are not bound twice for lists`() {
    #expect(BindingTable.binding(for: .char("y"), in: [.panes]) == nil)
    #expect(BindingTable.binding(for: .char("y"), in: [.panes, .lists])?.action == .copyID)
  }

  @Test func `the keys document names every key and command`() {
    let text = KeysDocument.markdown()
    for binding in BindingTable.all {
      #expect(text.contains(binding.help))
      for key in binding.keys { #expect(text.contains("`\(key.label)`"), "\(binding.name)") }
      if let command = binding.command { #expect(text.contains("`\(command)`")) }
    }
  }

  @Test func `help lists every binding and finds one by a word`() {
    var keyboard = Keyboard(Fixture())
    keyboard.press(.char("?"))
    keyboard.type("quiet period", after: 10)
    let screen = keyboard.screen()
    #expect(screen.contains("Reset a tripped breaker"))
    #expect(!screen.contains("Next theme"))
  }

  @Test func `the footer leaves out what cannot be done`() {
    let empty = Keyboard(Fixture()).screen().split(separator: "\n").last ?? ""
    #expect(!empty.contains("cancel"))
    #expect(!empty.contains("release"))
    let halted = Keyboard(.halted()).screen().split(separator: "\n").last ?? ""
    #expect(halted.contains("R release"))
  }

  @Test func `a disabled key says why`() {
    var keyboard = Keyboard(Fixture())
    keyboard.press(.char("R"))
    #expect(keyboard.notice == "release: nothing is halted")
    keyboard.press(.char("B"))
    #expect(keyboard.notice == "reset breaker: the breaker is not tripped")
    keyboard.press(.char("x"))
    #expect(keyboard.notice == "cancel: no order is selected")
    #expect(keyboard.commands.isEmpty)
  }
}
