package hawser.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The jobs of one manager: packets that were begun and those whose ICV is to be judged.
final class Jobs {
  /// Packets begun before they are finished unasked: half of the library's queue.
  private static final int MOST = 128;

  private static final int TAG = 32;

  private final MemorySegment manager;
  private final MemorySegment next;
  private final MemorySegment submit;
  private final MemorySegment flush;
  private final IvSource ivs;
  private final MemorySegment received = Arena.ofAuto().allocate((long) MOST * TAG, 64);
  private final MemorySegment computed = Arena.ofAuto().allocate((long) MOST * TAG, 64);
  private final boolean[][] authentic = new boolean[MOST][0];
  private final int[] index = new int[MOST];
  private final int[] icvLength = new int[MOST];
  private int begun;
  private int opening;

  Jobs(MbEngine engine, MemorySegment manager) {
    this.manager = manager;
    this.next = engine.function(Layout.GET_NEXT_JOB);
    this.submit = engine.function(Layout.SUBMIT_JOB);
    this.flush = engine.function(Layout.FLUSH_JOB);
    this.ivs = new IvSource(engine);
  }

  /// Makes room for one more packet.
  void reserve() {
    if (begun == MOST) {
      finish();
    }
  }

  void putIv(MemorySegment m, long at) {
    ivs.next(m, at);
  }

  /// Notes the ICV of a packet that is opened; returns where the job is to write its own.
  long expect(MemorySegment m, long icv, int length, boolean[] results, int at) {
    MemorySegment.copy(m, icv, received, (long) opening * TAG, length);
    authentic[opening] = results;
    index[opening] = at;
    icvLength[opening] = length;
    return computed.address() + (long) opening++ * TAG;
  }

  /// Gives the library a packet: its address, the octets to cipher behind header and IV, the octets
  /// to hash from the packet's start, and where the tag goes.
  void submit(CbcHmac cipher, int direction, long packet, int length, int hashed, long tag) {
    begun++;
    long job = Native.nextJob(next, manager.address()) - manager.address();
    manager.set(JAVA_LONG, job + Layout.JOB_ENC_KEYS, cipher.encryptionKeys);
    manager.set(JAVA_LONG, job + Layout.JOB_DEC_KEYS, cipher.decryptionKeys);
    manager.set(JAVA_LONG, job + Layout.JOB_KEY_LENGTH, cipher.keyLength);
    manager.set(JAVA_LONG, job + Layout.JOB_SRC, packet);
    manager.set(JAVA_LONG, job + Layout.JOB_DST, packet + CbcHmac.HEADER);
    manager.set(JAVA_LONG, job + Layout.JOB_CIPHER_START, CbcHmac.HEADER);
    manager.set(JAVA_LONG, job + Layout.JOB_CIPHER_LENGTH, length);
    manager.set(JAVA_LONG, job + Layout.JOB_HASH_START, 0);
    manager.set(JAVA_LONG, job + Layout.JOB_HASH_LENGTH, hashed);
    manager.set(JAVA_LONG, job + Layout.JOB_IV, packet + 8);
    manager.set(JAVA_LONG, job + Layout.JOB_IV_LENGTH, CbcHmac.IV);
    manager.set(JAVA_LONG, job + Layout.JOB_TAG, tag);
    manager.set(JAVA_LONG, job + Layout.JOB_TAG_LENGTH, cipher.icvLength);
    manager.set(JAVA_LONG, job + Layout.JOB_HMAC_IPAD, cipher.inner);
    manager.set(JAVA_LONG, job + Layout.JOB_HMAC_OPAD, cipher.outer);
    manager.set(JAVA_INT, job + Layout.JOB_CIPHER_MODE, Layout.MODE_CBC);
    manager.set(JAVA_INT, job + Layout.JOB_DIRECTION, direction);
    manager.set(JAVA_INT, job + Layout.JOB_HASH, cipher.hash);
    manager.set(
        JAVA_INT,
        job + Layout.JOB_ORDER,
        direction == Layout.ENCRYPT ? Layout.CIPHER_THEN_HASH : Layout.HASH_THEN_CIPHER);
    done(Native.runJobs(submit, manager.address()));
  }

  void finish() {
    if (begun == 0) {
      return;
    }
    long job;
    do {
      job = Native.runJobs(flush, manager.address());
      done(job);
    } while (job != 0);
    for (int i = 0; i < opening; i++) {
      long at = (long) i * TAG;
      authentic[i][index[i]] = Memory.equal(received, at, computed, at, icvLength[i]);
    }
    begun = 0;
    opening = 0;
  }

  /// A job that the library refused would leave a packet in clear: worse than an end.
  private void done(long job) {
    if (job != 0) {
      int status = manager.get(JAVA_INT, job - manager.address() + Layout.JOB_STATUS);
      if (status != Layout.STATUS_COMPLETED) {
        throw new IllegalStateException("ipsec-mb: a job ended with status " + status);
      }
    }
  }
}
