#if PLANTED_BUGS
  internal import Glibc
  internal import SlicingCore
  internal import Synchronization

  /// What a build for the crash tests is told by its environment: which bug is on (`TRANCHE_BUG=name`), and
  /// where it dies (`TRANCHE_DIE_AT=point:count`, at the so-manieth time the point is reached, or
  /// `point:count:microseconds`, so long after that).
  enum PlantedFaults {
    /// Call before anything else starts.
    static func arm() throws(CommandFailure) {
      if let name = getenv("TRANCHE_BUG").map({ String(cString: $0) }) {
        guard let bug = PlantedBug(rawValue: name) else {
          throw CommandFailure(.usage, "TRANCHE_BUG: there is no bug \(name)")
        }
        PlantedBug.active = bug
      }
      guard let text = getenv("TRANCHE_DIE_AT").map({ String(cString: $0) }) else { return }
      guard let death = Death(text) else {
        throw CommandFailure(.usage, "TRANCHE_DIE_AT: expected point:count or point:count:microseconds")
      }
      CrashPoint.whenReached = { point, lastAct in death.reached(point, lastAct) }
    }
  }

  /// A death that waits for its point.
  private final class Death: Sendable {
    private let point: CrashPoint
    private let count: Int
    private let delay: UInt32
    private let reachedSoFar = Atomic<Int>(0)

    init?(_ text: String) {
      let parts = text.split(separator: ":").map(String.init)
      guard (2...3).contains(parts.count), let point = CrashPoint(rawValue: parts[0]),
        let count = Int(parts[1]), count > 0, let delay = UInt32(parts.count == 3 ? parts[2] : "0")
      else { return nil }
      self.point = point
      self.count = count
      self.delay = delay
    }

    func reached(_ point: CrashPoint, _ lastAct: () -> Void) {
      guard point == self.point,
        reachedSoFar.add(1, ordering: .sequentiallyConsistent).newValue == count
      else { return }
      guard delay > 0 else {
        lastAct()
        return Death.die()
      }
      // The program goes on into whatever begins here, and dies in the middle of it.
      var thread = pthread_t()
      let delay = UnsafeMutableRawPointer(bitPattern: UInt(self.delay))
      pthread_create(
        &thread, nil,
        { delay in
          usleep(UInt32(UInt(bitPattern: delay)))
          Death.die()
          return nil
        }, delay)
    }

    /// Not `_exit`: nothing may run after this, and whoever waits for the process sees what a kill -9 leaves.
    static func die() {
      kill(getpid(), SIGKILL)
      while true { pause() }
    }
  }
#endif
