package hawser.offload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Joins consecutive packets of a flow to super-packets and hands them on: what generic receive
/// offload does in a kernel, on packets that lie where they were decrypted. Payload is not copied.
///
/// Packets of one flow leave in the order they came in. A packet's memory must stay as it is until
/// [#flush]. Owned by one thread.
public final class Coalescer {
  /// Takes complete frames.
  public interface Sink {
    /// Writes a frame that begins with its [VnetHeader] and holds `packets` packets.
    void write(Gather frame, int packets);
  }

  private static final int FLOWS = 8;

  private final Sink sink;
  private final Train[] trains = new Train[FLOWS];
  private final Transport packet = new Transport();
  private final Gather single = new Gather(2);
  private final MemorySegment plain = Arena.ofAuto().allocate(VnetHeader.LENGTH);
  private int oldest;

  public Coalescer(Sink sink) {
    this.sink = sink;
    for (int i = 0; i < FLOWS; i++) {
      trains[i] = new Train();
    }
  }

  /// Takes the packet of `length` octets at `ip`, whose IP header is known to be whole.
  public void add(MemorySegment m, long ip, int length) {
    if (!packet.read(m, ip, length)) {
      write(m, ip, length);
      return;
    }
    Train train = trainOf(packet);
    if (train != null) {
      if (train.append(packet)) {
        if (train.isComplete()) {
          release(train);
        }
        return;
      }
      release(train);
    }
    if (Train.mayStart(packet)) {
      free().start(packet);
    } else {
      write(m, ip, length);
    }
  }

  /// Hands on all that is held.
  public void flush() {
    for (Train train : trains) {
      if (train.packets() > 0) {
        release(train);
      }
    }
  }

  private @Nullable Train trainOf(Transport packet) {
    for (Train train : trains) {
      if (train.packets() > 0 && train.isOf(packet)) {
        return train;
      }
    }
    return null;
  }

  private Train free() {
    for (Train train : trains) {
      if (train.packets() == 0) {
        return train;
      }
    }
    Train train = trains[oldest];
    oldest = (oldest + 1) % FLOWS;
    release(train);
    return train;
  }

  private void release(Train train) {
    int packets = train.packets();
    if (packets == 1) {
      Transport alone = train.first();
      write(alone.memory, alone.ip, alone.headers + alone.payload);
    } else {
      sink.write(train.frame(), packets);
    }
    train.clear();
  }

  private void write(MemorySegment m, long ip, int length) {
    single.clear();
    single.add(plain, 0, VnetHeader.LENGTH);
    single.add(m, ip, length);
    sink.write(single, 1);
  }
}
