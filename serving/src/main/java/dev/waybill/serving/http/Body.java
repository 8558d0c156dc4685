package dev.waybill.serving.http;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/** The body of a request, taken in as it comes: no thread waits for it, and it may neither be too large nor take too long. */
final class Body implements Runnable {

    private final Request request;
    private final Limits limits;
    private final Consumer<byte[]> whole;
    private final Consumer<Problem> failed;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Scheduler.Task deadline;

    private Body(Request request, Limits limits, Consumer<byte[]> whole, Consumer<Problem> failed) {
        this.request = request;
        this.limits = limits;
        this.whole = whole;
        this.failed = failed;
        this.deadline = request.getComponents()
                .getScheduler()
                .schedule(
                        () -> fail(Problem.withHeader(
                                408,
                                "request.too-slow",
                                "The body took longer than %d s.".formatted(limits.bodySeconds()),
                                "Connection",
                                "close")),
                        limits.bodySeconds(),
                        TimeUnit.SECONDS);
    }

    /**
     * Takes it in.
     *
     * @param whole is given it, once
     * @param failed or is told why it is not whole
     */
    static void read(Request request, Limits limits, Consumer<byte[]> whole, Consumer<Problem> failed) {
        long length = request.getLength();
        if (length > limits.bodyBytes()) {
            failed.accept(tooLarge(limits));
        } else {
            new Body(request, limits, whole, failed).run();
        }
    }

    private static Problem tooLarge(Limits limits) {
        return Problem.tooMuch("The body is larger than %d bytes.".formatted(limits.bodyBytes()));
    }

    @Override
    public void run() {
        while (!over.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            } else if (Content.Chunk.isFailure(chunk)) {
                fail(new Problem(400, "request.broken-body", "The body did not come as it was announced."));
                return;
            }
            take(chunk);
        }
    }

    private void take(Content.Chunk chunk) {
        int length = chunk.remaining();
        boolean fits = bytes.size() + length <= limits.bodyBytes();
        if (fits) {
            byte[] part = new byte[length];
            chunk.getByteBuffer().get(part);
            bytes.write(part, 0, length);
        }
        boolean isLast = chunk.isLast();
        chunk.release();
        if (!fits) {
            fail(tooLarge(limits));
        } else if (isLast && over.compareAndSet(false, true)) {
            deadline.cancel();
            whole.accept(bytes.toByteArray());
        }
    }

    private void fail(Problem problem) {
        if (over.compareAndSet(false, true)) {
            deadline.cancel();
            failed.accept(problem);
        }
    }
}
