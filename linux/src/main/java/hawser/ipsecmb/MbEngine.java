package hawser.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.esp.Engine;
import hawser.esp.EspCipher;
import hawser.esp.SequenceNumbers;
import java.lang.foreign.MemorySegment;

/// One thread's engine: a manager with its jobs, the functions that the library chose for this CPU,
/// and the memory of the keys. Making a cipher uses only functions without state, so another thread
/// may do it.
final class MbEngine implements Engine {
  private final MemorySegment manager;
  private final KeyMemory memory = new KeyMemory();
  private final Jobs jobs;

  MbEngine(MemorySegment manager) {
    this.manager = manager;
    this.jobs = new Jobs(this, manager);
  }

  @Override
  public String name() {
    return "ipsec-mb";
  }

  @Override
  public EspCipher cipher(
      EspSuite suite, Secret keys, SequenceNumbers sequence, Direction direction) {
    if (keys.length() != suite.keyMaterialLength()) {
      throw new IllegalArgumentException(
          suite + " takes " + suite.keyMaterialLength() + " octets of key, not " + keys.length());
    }
    return switch (suite.encryption()) {
      case AES_GCM_16 -> new Gcm(this, suite, keys, sequence, direction);
      case CHACHA20_POLY1305 -> new ChaCha(this, keys, sequence, direction);
      case AES_CBC -> new CbcHmac(this, suite, keys, sequence);
    };
  }

  KeyMemory memory() {
    return memory;
  }

  Jobs jobs() {
    return jobs;
  }

  /// The function whose pointer stands at this place of the manager.
  MemorySegment function(long at) {
    return MemorySegment.ofAddress(manager.get(JAVA_LONG, at));
  }

  /// The same for the functions that come in a row for 128, 192 and 256 bits.
  MemorySegment function(long at128, int keyBits) {
    return function(at128 + (keyBits - 128) / 64 * 8L);
  }
}
