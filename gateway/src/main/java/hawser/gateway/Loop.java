package hawser.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One thread with a queue of tasks and a clock: all control state belongs to it.
///
/// The clock is monotonic; its instants count from the loop's start, so that a jump of the wall
/// clock moves no deadline.
final class Loop {
  private static final int LONGEST_QUEUE = 16_384;

  private record Deadline(Instant at, long order, Runnable task) {}

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(LONGEST_QUEUE);
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(
          java.util.Comparator.comparing(Deadline::at).thenComparingLong(Deadline::order));
  private final long origin = System.nanoTime();
  private final Instant epoch = Instant.now();
  private final Thread thread;
  private long order;
  private volatile boolean stopping;

  Loop(String name) {
    thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Instant now() {
    return epoch.plusNanos(System.nanoTime() - origin);
  }

  /// The instant of a `System.nanoTime()` reading.
  Instant at(long nanoTime) {
    return epoch.plusNanos(nanoTime - origin);
  }

  /// Queues a task. False when the queue is full, and the task is dropped.
  boolean post(Runnable task) {
    return tasks.offer(task);
  }

  /// Runs a question on the loop and waits for the answer.
  <T> T call(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean queued =
        post(() -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    if (!queued) {
      throw new IllegalStateException("busy");
    }
    try {
      return answer.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Runs a task at a time. Only from the loop itself, or before its start.
  void schedule(Instant at, Runnable task) {
    deadlines.add(new Deadline(at, order++, task));
  }

  void stop() {
    stopping = true;
    boolean ignored = post(() -> {});
    if (Thread.currentThread() != thread) {
      try {
        thread.join(3_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    while (!stopping) {
      try {
        Runnable task = next();
        if (task != null) {
          task.run();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        Log.error("control: " + e);
        e.printStackTrace();
      }
    }
  }

  private @Nullable Runnable next() throws InterruptedException {
    Deadline first = deadlines.peek();
    if (first == null) {
      return tasks.take();
    }
    Duration wait = Duration.between(now(), first.at);
    if (wait.isNegative() || wait.isZero()) {
      deadlines.remove();
      return first.task;
    }
    return tasks.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}
