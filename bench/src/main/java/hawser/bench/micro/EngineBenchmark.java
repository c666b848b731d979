package hawser.bench.micro;

import static java.util.Objects.requireNonNull;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.esp.Engine;
import hawser.esp.EngineException;
import hawser.esp.EspCipher;
import hawser.esp.JdkEngine;
import hawser.esp.SequenceNumbers;
import hawser.ipsecmb.IpsecMb;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One packet of 1,400 octets of payload, sealed or opened in batches of 40 by one thread. Opening
/// happens in place, so it includes bringing the sealed packet there: one copy of 1,400 octets.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {
  static final int INNER = 1_400;
  private static final int BATCH = 40;
  private static final int SLOT = 2048;

  @Param({"ipsec-mb", "jdk"})
  String engine = "";

  /// As [EspSuite#text] names them.
  @Param({
    "AES_GCM_16-128",
    "AES_GCM_16-256",
    "CHACHA20_POLY1305-256",
    "AES_CBC-128 HMAC_SHA1_96",
    "AES_CBC-256 HMAC_SHA1_96",
    "AES_CBC-128 HMAC_SHA2_256_128",
    "AES_CBC-256 HMAC_SHA2_256_128",
    "AES_CBC-256 HMAC_SHA2_512_256"
  })
  String suite = "";

  private final MemorySegment clear = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final MemorySegment wire = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final MemorySegment sealed = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final boolean[] authentic = new boolean[BATCH];
  private @Nullable EspCipher sealing;
  private @Nullable EspCipher opening;
  private int sequence;

  /// The inner packet with its trailer, padded as the suite wants it.
  private int payload;

  @Setup
  public void setup() throws EngineException {
    EspSuite chosen =
        EspSuite.all().stream().filter(s -> s.text().equals(suite)).findFirst().orElseThrow();
    Engine made = engine.equals("jdk") ? new JdkEngine() : IpsecMb.load().engine();
    int mask = chosen.encryption().alignment() - 1;
    payload = INNER + 2 + mask & ~mask;
    Secret keys = Secret.adopt(new byte[chosen.keyMaterialLength()]);
    sealing = made.cipher(chosen, keys, SequenceNumbers.SHORT, Engine.Direction.OUTBOUND);
    opening = made.cipher(chosen, keys, SequenceNumbers.SHORT, Engine.Direction.INBOUND);
    seal();
    sealed.copyFrom(wire);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void seal() {
    EspCipher cipher = requireNonNull(sealing);
    for (int i = 0; i < BATCH; i++) {
      long at = (long) i * SLOT;
      Net.put32(wire, at + 4, ++sequence);
      cipher.seal(clear, at, wire, at, payload, 0);
    }
    cipher.finish();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void open() {
    EspCipher cipher = requireNonNull(opening);
    for (int i = 0; i < BATCH; i++) {
      long at = (long) i * SLOT;
      MemorySegment.copy(sealed, at, wire, at, payload + 64);
      cipher.open(wire, at, payload, 0, authentic, i);
    }
    cipher.finish();
    for (boolean good : authentic) {
      if (!good) {
        throw new IllegalStateException("a genuine packet was refused");
      }
    }
  }
}
