package hawser.bench.micro;

import static java.util.Objects.requireNonNull;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import hawser.esp.Engine;
import hawser.esp.EngineException;
import hawser.esp.InboundSa;
import hawser.esp.JdkEngine;
import hawser.esp.OutboundSa;
import hawser.esp.SequenceNumbers;
import hawser.ipsecmb.IpsecMb;
import hawser.net.Burst;
import hawser.net.IpAddress;
import hawser.net.TrafficSelector;
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

/// Whole encapsulation and decapsulation, for each packet of 1,400 octets, in batches: headers,
/// cipher, burst; replay window, cipher, padding, selectors, ECN.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SaBenchmark {
  static final int BATCH = StageBenchmark.BATCH;
  private static final int SLOT = 2048;
  private static final int SPI = 0x1000;

  @Param({"ipsec-mb", "jdk"})
  public String engine = "";

  /// As [EspSuite#text] names them.
  @Param({
    "AES_GCM_16-128",
    "CHACHA20_POLY1305-256",
    "AES_CBC-128 HMAC_SHA1_96",
    "AES_CBC-128 HMAC_SHA2_256_128"
  })
  public String suite = "";

  private final MemorySegment inner = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final Burst burst = new Burst(Arena.ofAuto(), BATCH * SLOT, BATCH);
  private final IpAddress peer = IpAddress.parse("172.16.1.2");
  private final int[] at = new int[BATCH];
  private final int[] sealed = new int[BATCH];
  private final boolean[] authentic = new boolean[BATCH];
  private int length;
  private @Nullable OutboundSa outbound;
  private @Nullable InboundSa inbound;

  @Setup
  public void setup() throws EngineException {
    EspSuite chosen =
        EspSuite.all().stream().filter(s -> s.text().equals(suite)).findFirst().orElseThrow();
    Engine made = engine.equals("jdk") ? new JdkEngine() : IpsecMb.load().engine();
    Secret keys = Secret.adopt(new byte[chosen.keyMaterialLength()]);
    outbound = new OutboundSa(SPI, chosen, keys, SequenceNumbers.EXTENDED, made);
    inbound =
        new InboundSa(
            SPI,
            chosen,
            keys,
            SequenceNumbers.EXTENDED,
            2048,
            TrafficSelector.ALL4,
            TrafficSelector.ALL4,
            made);
    for (int i = 0; i < BATCH; i++) {
      length = Traffic.tcp(inner, (long) i * SLOT, i, Traffic.PAYLOAD);
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int seal() {
    OutboundSa sa = requireNonNull(outbound);
    burst.begin(peer, 4500);
    for (int i = 0; i < BATCH; i++) {
      long from = (long) i * SLOT;
      int trafficClass = OutboundSa.outerTrafficClass(inner, from);
      at[i] = burst.reserve(sa.sealedLength(length));
      sealed[i] = sa.seal(inner, from, length, burst.memory, at[i]);
      burst.append(sealed[i], trafficClass);
    }
    sa.finish();
    return burst.octets();
  }

  /// Opening needs packets that were not there before, so this seals them too.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int sealAndOpen() {
    int _ = seal();
    InboundSa sa = requireNonNull(inbound);
    int verdict = 0;
    for (int i = 0; i < BATCH; i++) {
      verdict |= sa.begin(burst.memory, at[i], sealed[i], authentic, i);
    }
    sa.finish();
    int opened = 0;
    for (int i = 0; i < BATCH; i++) {
      opened += sa.complete(burst.memory, at[i], sealed[i], 0, authentic[i]);
    }
    if (verdict < 0 || opened != BATCH * length) {
      throw new IllegalStateException("a genuine packet was refused");
    }
    return opened;
  }
}
