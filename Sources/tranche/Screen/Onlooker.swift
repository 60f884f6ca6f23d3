internal import Brokers
internal import DeskModel
internal import OrderStore
internal import SlicingCore

/// What a console that only looks knows: the desk as it was last read, whether that is still how things
/// stand, and what this console has to say itself.
actor Onlooker {
  private let reader: DeskReader
  private let folder: StateFolder
  private var sequence = -1
  private var snapshot: DeskSnapshot?
  private var lastRead: Instant
  private var sight = Sight.held
  private var isWordEngaged = false
  private var holder: String
  /// Whether anybody held the folder since looking began.
  private var wasHeld: Bool
  private var own: [PostedAlert] = []
  private var posted = 0

  /// - Parameter isHeld: somebody does as looking begins.
  init(_ reader: DeskReader, folder: StateFolder, isHeld: Bool) {
    self.reader = reader
    self.folder = folder
    holder = reader.holder
    wasHeld = isHeld
    lastRead = reader.clock.now()
  }

  /// Reads what is new; nil where nothing has changed.
  func look() async -> DeskSnapshot? {
    let before = (sight, holder, isWordEngaged)
    var isNew = false
    do throws(StoreError) {
      if let (newest, read) = try await reader.read(after: sequence) {
        (sequence, snapshot, isNew) = (newest, read, true)
      }
      lastRead = reader.clock.now()
      lookForHolder()
    } catch {
      sight = .unread(since: lastRead)
    }
    // Also where the database cannot be read: a halt is seen then too.
    lookAtWord()
    return isNew || before != (sight, holder, isWordEngaged) ? composed() : nil
  }

  /// Posts an alert of this console's own.
  func post(_ kind: Alert.Kind, _ text: String) -> DeskSnapshot? {
    posted += 1
    let alert = PostedAlert(
      number: AlertNumber.own(posted, after: sequence), at: reader.clock.now(),
      alert: Alert(kind: kind, text: text))
    own = own.suffix(DeskSnapshot.alertLimit - 1) + [alert]
    return composed()
  }

  /// The trader has seen the alerts up to this number.
  func acknowledge(through number: Int) {
    reader.seen.note(number)
    own.removeAll { $0.number <= number }
  }

  /// As the others read it, in whatever file is there now: this process may have halted an older one, and the
  /// safe answer of a gate would be a false one on a screen.
  private func lookAtWord() {
    do throws(KillWordError) {
      isWordEngaged = try KillWord.look(at: folder.path(of: .killWord)) != .allowed
    } catch {
      sight = .unread(since: lastRead)
    }
  }

  private func lookForHolder() {
    do throws(StateFolderError) {
      if let found = try folder.currentHolder() {
        (sight, holder, wasHeld) = (.held, "\(found)", true)
      } else {
        sight = wasHeld ? .gone : .unheld
      }
    } catch {
      sight = .unread(since: lastRead)
    }
  }

  private func composed() -> DeskSnapshot? {
    guard var snapshot else { return nil }
    let alerts = snapshot.alerts.filter { $0.number > reader.seen.last } + own
    snapshot.alerts = alerts.sorted { $0.number < $1.number }.suffix(DeskSnapshot.alertLimit)
    snapshot.now = reader.clock.now()
    snapshot.sight = sight
    snapshot.isWordEngaged = isWordEngaged
    snapshot.readOnlyHolder = holder
    return snapshot
  }
}
