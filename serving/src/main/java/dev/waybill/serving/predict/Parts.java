package dev.waybill.serving.predict;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Many rows of one request, dealt to all cores: whoever asks works on them, with the threads that the JVM has for such work. */
final class Parts {

    /** Fewer are done sooner than dealt. */
    private static final int LEAST = 64;

    private Parts() {}

    /** Does something to each part of a list, and gives what came of them in their order. */
    static <T, R> List<R> of(List<T> rows, Function<List<T>, R> work) {
        int cores = Runtime.getRuntime().availableProcessors();
        int size = Math.max(LEAST, (rows.size() + cores - 1) / cores);
        if (rows.size() <= size) {
            return List.of(work.apply(rows));
        }
        return IntStream.rangeClosed(0, (rows.size() - 1) / size)
                .mapToObj(part -> rows.subList(part * size, Math.min(rows.size(), (part + 1) * size)))
                .parallel()
                .map(work)
                .toList();
    }

    /** The same where something comes of each row. */
    static <T, R> List<R> ofEach(List<T> rows, Function<List<T>, List<R>> work) {
        return of(rows, work).stream().flatMap(List::stream).toList();
    }
}
