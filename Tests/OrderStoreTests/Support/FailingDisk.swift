import Foundation
import Glibc

/// Ways to make this process's writes fail.
enum FailingDisk {
  /// No file may grow beyond so many bytes; nil lifts it.
  static func limit(to bytes: Int?) {
    var limit = rlimit(rlim_cur: bytes.map { rlim_t($0) } ?? rlim_t.max, rlim_max: rlim_t.max)
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
      preconditionFailure("setrlimit: errno \(errno)")
    }
  }

  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Puts a descriptor that can only read in place of every one this process has of a file; what was there is
  /// returned.
  static func makeReadOnly(_ path: String) -> [(descriptor: Int32, original: Int32)] {
    let descriptors = (Int32(3)..<256).filter { isOpen($0, on: path) }
    return descriptors.map { descriptor in
      let original = dup(descriptor)
      let readOnly = open(path, O_RDONLY)
      dup2(readOnly, descriptor)
      close(readOnly)
      return (descriptor, original)
    }
  }

  private static func isOpen(_ descriptor: Int32, on path: String) -> Bool {
    var (file, named) = (stat(), stat())
    return fstat(descriptor, &file) == 0 && stat(path, &named) == 0 && file.st_ino == named.st_ino
      && file.st_dev == named.st_dev
  }

  static func restore(_ swapped: [(descriptor: Int32, original: Int32)]) {
    for (descriptor, original) in swapped {
      dup2(original, descriptor)
      close(original)
    }
  }
}

/// A small file system of a test's own, unmounted with it; none where this process may not mount.
final class SmallDisk {
  private let path: String
  /// A state folder goes here.
  var folder: String { "\(path)/state" }

  init?(kibibytes: Int) {
    path = "\(NSTemporaryDirectory())/tranche-disk-\(UUID().uuidString.prefix(8))"
    guard mkdir(path, 0o700) == 0 else { return nil }
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k,mode=0700") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Leaves room for nothing.
  func fill() throws {
    let file = open("\(path)/filler", O_WRONLY | O_CREAT, 0o600)
    let block = [UInt8](repeating: 1, count: 4096)
    while write(file, block, block.count) > 0 {}
    close(file)
  }

  func makeRoom() throws { try FileManager.default.removeItem(atPath: "\(path)/filler") }
}
