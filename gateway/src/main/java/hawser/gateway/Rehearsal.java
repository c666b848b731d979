package hawser.gateway;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import hawser.esp.Engine;
import hawser.esp.EngineException;
import hawser.esp.InboundSa;
import hawser.esp.MssClamp;
import hawser.esp.OutboundSa;
import hawser.esp.SequenceNumbers;
import hawser.net.Burst;
import hawser.net.Ip4;
import hawser.net.IpAddress;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import hawser.offload.Coalescer;
import hawser.offload.Resequencer;
import hawser.offload.Segmenter;
import hawser.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Moves made-up super-packets through all that a packet meets between two system calls: cut,
/// sealed, opened, put in order, joined. The classes it needs go into the JVM's AOT cache (JEP 483),
/// so that a daemon starts faster. Needs no device and no rights.
public final class Rehearsal {
  private static final int ENOUGH = 1_000;
  private static final int PAYLOAD = 44 * 1_360;
  private static final int SEGMENT = 1_360;
  private static final int MTU = 1_400;
  private static final int HEADERS = 40;
  private static final int SPI = 0x1000;

  private final Segmenter segmenter = new Segmenter();
  private final MemorySegment frame =
      Arena.ofAuto().allocate(VnetHeader.LENGTH + HEADERS + PAYLOAD + OutboundSa.TAIL_ROOM, 64);
  private final Burst burst = new Burst(Arena.ofAuto(), 160 << 10, 64);
  private final boolean[] authentic = new boolean[64];
  private long delivered;
  private final OutboundSa outbound;
  private final InboundSa inbound;
  private final Coalescer coalescer = new Coalescer((joined, packets) -> delivered += packets);
  private final Resequencer resequencer = new Resequencer(coalescer);
  private int sequence;

  private Rehearsal(Engine engine, EspSuite suite) {
    try (Secret keys = Secret.adopt(new byte[suite.keyMaterialLength()])) {
      outbound = new OutboundSa(SPI, suite, keys, SequenceNumbers.SHORT, engine);
      inbound =
          new InboundSa(
              SPI,
              suite,
              keys,
              SequenceNumbers.SHORT,
              2_048,
              TrafficSelector.ALL4,
              TrafficSelector.ALL4,
              engine);
    }
  }

  /// Rehearses with the engine that a daemon takes; returns how many packets went through.
  public static long run() throws EngineException {
    Engine engine = Engines.of("auto").forWorker();
    return new Rehearsal(engine, EspSuite.aead(Encryption.AES_GCM_16, 128)).repeat()
        + new Rehearsal(engine, EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA2_256_128))
            .repeat();
  }

  private long repeat() {
    while (delivered < ENOUGH) {
      write();
      seal();
      open();
    }
    outbound.close();
    inbound.close();
    return delivered;
  }

  /// A TCP super-packet as the kernel leaves it; cutting writes over it.
  private void write() {
    long ip = VnetHeader.LENGTH;
    VnetHeader.writeGso(frame, 0, VnetHeader.GSO_TCP4, HEADERS, SEGMENT, 20, 16);
    frame.asSlice(ip, HEADERS).fill((byte) 0);
    Net.put8(frame, ip, 0x45);
    Net.put16(frame, ip + 2, HEADERS + PAYLOAD);
    Net.put8(frame, ip + 8, 64);
    Net.put8(frame, ip + 9, Ip4.PROTOCOL_TCP);
    Net.put32(frame, ip + 12, 0x0a000001);
    Net.put32(frame, ip + 16, 0x0a000002);
    long tcp = ip + 20;
    Net.put32(frame, tcp, 40_000 << 16 | 5_201);
    Net.put32(frame, tcp + 4, sequence);
    Net.put16(frame, tcp + 12, 0x5010); // five words of header, ACK
    sequence += PAYLOAD;
  }

  private void seal() {
    burst.begin(IpAddress.ANY4, 4_500);
    boolean begun =
        segmenter.begin(
            frame, VnetHeader.LENGTH, HEADERS + PAYLOAD, VnetHeader.GSO_TCP4, SEGMENT, 20);
    while (begun && segmenter.next()) {
      int length = segmenter.length();
      MssClamp.clamp(frame, segmenter.at(), length, MTU);
      int at = burst.reserve(outbound.sealedLength(length));
      int trafficClass = OutboundSa.outerTrafficClass(frame, segmenter.at());
      burst.append(outbound.seal(frame, segmenter.at(), length, burst.memory, at), trafficClass);
    }
    outbound.finish();
  }

  private void open() {
    for (int run = 0, i = 0; run < burst.runs; run++) {
      for (int at = 0; at < burst.length[run]; at += burst.segment[run]) {
        int length = Math.min(burst.segment[run], burst.length[run] - at);
        int _ = inbound.begin(burst.memory, burst.start[run] + at, length, authentic, i++);
      }
    }
    inbound.finish();
    long now = System.nanoTime();
    for (int run = 0, i = 0; run < burst.runs; run++) {
      for (int at = 0; at < burst.length[run]; at += burst.segment[run]) {
        deliver(
            burst.start[run] + at, Math.min(burst.segment[run], burst.length[run] - at), i++, now);
      }
    }
    resequencer.flush();
  }

  private void deliver(long at, int wire, int index, long now) {
    int length = inbound.complete(burst.memory, at, wire, 0, authentic[index]);
    if (length < 0) {
      throw new IllegalStateException("a packet of our own was dropped");
    }
    long inner = at + inbound.innerOffset();
    MssClamp.clamp(burst.memory, inner, length, MTU);
    resequencer.add(burst.memory, inner, length, now);
  }
}
