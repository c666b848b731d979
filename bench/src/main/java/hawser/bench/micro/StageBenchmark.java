package hawser.bench.micro;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Member;
import hawser.aggregate.Rope;
import hawser.esp.ReplayWindow;
import hawser.esp.SequenceNumbers;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.offload.Coalescer;
import hawser.offload.Resequencer;
import hawser.offload.Segmenter;
import hawser.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The stages of the packet path that have nothing to do with ciphers, for each packet, in batches.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StageBenchmark {
  static final int BATCH = 40;
  private static final int SLOT = 2048;
  private static final int MSS = 1448;

  /// More than the resequencer remembers a flow: each batch is a new one.
  private static final long LONG_AGO = 2_000_000_000;

  private final ReplayWindow window = new ReplayWindow(2048, SequenceNumbers.EXTENDED);
  private final Rope<String> four = Rope.of(Algorithm.ROUND_ROBIN, fourMembers());
  private final Rope<String> many = Rope.of(Algorithm.ROUND_ROBIN, manyLocations());
  private final MemorySegment packets = Arena.ofAuto().allocate((long) BATCH * SLOT, 64);
  private final MemorySegment frame = Arena.ofAuto().allocate(1 << 17, 64);
  private final Segmenter segmenter = new Segmenter();
  private long written;
  private final Resequencer resequencer =
      new Resequencer(new Coalescer((gather, count) -> written += count));
  private final int[] lengths = new int[BATCH];
  private long sequence;
  private long now;

  public StageBenchmark() {
    for (int i = 0; i < BATCH; i++) {
      lengths[i] = Traffic.tcp(packets, (long) i * SLOT, i, Traffic.PAYLOAD);
    }
    int _ = Traffic.tcp(frame, 0, 0, BATCH * MSS);
  }

  /// Every other packet comes one place early, as over two members.
  private static int outOfStep(int i) {
    return i == 0 || i == BATCH - 1 ? i : (i & 1) == 1 ? i + 1 : i - 1;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long replay() {
    long first = sequence + 1;
    int refused = 0;
    for (int i = 0; i < BATCH; i++) {
      long number = window.infer((int) (first + outOfStep(i)));
      int verdict = window.check(number);
      if (verdict == 0) {
        window.accept(number);
      } else {
        refused++;
      }
    }
    sequence += BATCH;
    return none(refused);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int scheduleOverFourMembers() {
    return pick(four);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int scheduleAmongTenThousand() {
    return pick(many);
  }

  private int pick(Rope<String> rope) {
    int sum = 0;
    for (int i = 0; i < BATCH; i++) {
      String tunnel = rope.pick(packets, (long) i * SLOT, lengths[i]);
      sum += tunnel == null ? 0 : tunnel.length();
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long segment() {
    boolean begun =
        segmenter.begin(frame, 0, Traffic.HEADERS + BATCH * MSS, VnetHeader.GSO_TCP4, MSS, 20);
    int segments = 0;
    while (segmenter.next()) {
      segments++;
    }
    return none(begun ? BATCH - segments : BATCH);
  }

  /// The GRO stage when one member brings a flow in order.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long joinInOrder() {
    now += LONG_AGO;
    for (int i = 0; i < BATCH; i++) {
      resequencer.add(packets, (long) i * SLOT, lengths[i], now);
    }
    return flushed();
  }

  /// The same when two members bring it out of step.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long joinOutOfStep() {
    now += LONG_AGO;
    for (int i = 0; i < BATCH; i++) {
      int index = outOfStep(i);
      resequencer.add(packets, (long) index * SLOT, lengths[index], now);
    }
    return flushed();
  }

  private long flushed() {
    resequencer.flush();
    long missing = BATCH - written;
    written = 0;
    return none(missing);
  }

  private static long none(long wrong) {
    if (wrong != 0) {
      throw new IllegalStateException(wrong + " packets were not as they should be");
    }
    return wrong;
  }

  private static List<Member<String>> fourMembers() {
    List<Member<String>> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      members.add(member(i, Member.Origin.STATIC, Prefix.parse("192.168.9.0/24")));
    }
    return members;
  }

  private static List<Member<String>> manyLocations() {
    List<Member<String>> members = new ArrayList<>();
    members.add(member(0, Member.Origin.DIAL_UP, Prefix.parse("192.168.9.0/24")));
    for (int i = 1; i <= 10_000; i++) {
      members.add(member(i, Member.Origin.DIAL_UP, Prefix.host(IpAddress.ofV4(0x0a400000 + i))));
    }
    return members;
  }

  private static Member<String> member(int id, Member.Origin origin, Prefix network) {
    return new Member<>("tunnel" + id, id, 0, 1, origin, IpAddress.ANY4, List.of(network));
  }
}
