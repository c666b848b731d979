package hawser.ipsecmb;

import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Arrays;

/// Initialization vectors for CBC, which must be unpredictable (RFC 3602 section 3): the key stream
/// of AES in counter mode under a random key that nobody else has. It is made sixty-four at a time,
/// by GCM, whose tag goes unused.
final class IvSource {
  private static final int LENGTH = 64 * CbcHmac.IV;

  // Places in the memory.
  private static final int CONTEXT = 1024;
  private static final int NONCE = 1280;
  private static final int TAG = 1296;
  private static final int ZEROS = 2048;
  private static final int STREAM = ZEROS + LENGTH;

  private final MemorySegment memory = Arena.ofAuto().allocate(STREAM + LENGTH, 64);
  private final MemorySegment encrypt;
  private long round;
  private int at = LENGTH;

  IvSource(MbEngine engine) {
    encrypt = engine.function(Layout.GCM128_ENC);
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    MemorySegment.copy(MemorySegment.ofArray(key), 0, memory, STREAM, key.length);
    Native.call(engine.function(Layout.GCM128_PRE), memory.address() + STREAM, memory.address());
    Arrays.fill(key, (byte) 0);
  }

  void next(MemorySegment m, long to) {
    if (at == LENGTH) {
      refill();
    }
    MemorySegment.copy(memory, STREAM + at, m, to, CbcHmac.IV);
    at += CbcHmac.IV;
  }

  private void refill() {
    Net.put64(memory, NONCE + 4, round++);
    long base = memory.address();
    Native.gcm(
        encrypt,
        base,
        base + CONTEXT,
        base + STREAM,
        base + ZEROS,
        LENGTH,
        base + NONCE,
        base,
        0,
        base + TAG,
        16);
    at = 0;
  }
}
