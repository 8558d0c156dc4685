package dev.waybill.common.table;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a table differs from what its pointer says. */
public sealed interface TableChange {

    /** In words that follow the table's name: {@code is gone}. */
    String words();

    /**
     * It has later versions.
     *
     * @param rows more than before, negative for fewer; empty if the log does not say
     * @param files more than before, likewise
     */
    record Moved(long from, long to, OptionalLong rows, OptionalLong files) implements TableChange {

        /** From one pointer of a table to a later one. */
        public static Moved between(Pointer before, Pointer after) {
            OptionalLong rows = before.rows().isPresent() && after.rows().isPresent()
                    ? OptionalLong.of(after.rows().orElseThrow() - before.rows().orElseThrow())
                    : OptionalLong.empty();
            return new Moved(before.version(), after.version(), rows, OptionalLong.of(after.files() - before.files()));
        }

        @Override
        public String words() {
            String size = Stream.of(signed(rows, "row"), signed(files, "file"))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(", "));
            return "%d -> %d%s".formatted(from, to, size.isEmpty() ? "" : " (" + size + ")");
        }

        private static Optional<String> signed(OptionalLong count, String what) {
            return count.isEmpty() ? Optional.empty() : Optional.of(signed(count.getAsLong(), what));
        }

        private static String signed(long more, String what) {
            return more == 0
                    ? "as many " + what + "s"
                    : String.format(Locale.ROOT, "%+,d %s%s", more, what, Math.abs(more) == 1 ? "" : "s");
        }
    }

    /** Its later versions are gone, as after a backup was put back. */
    record Rewound(long from, long to) implements TableChange {
        @Override
        public String words() {
            return "went back from version %d to %d".formatted(from, to);
        }
    }

    /** Nothing is there. */
    record Deleted() implements TableChange {
        @Override
        public String words() {
            return "is gone";
        }
    }

    /** It was dropped and made anew. */
    record Replaced(String from, String to) implements TableChange {
        @Override
        public String words() {
            return "was dropped and made anew (id %s, was %s)".formatted(to, from);
        }
    }

    /** The version is there, with another content. */
    record Rewritten(long version) implements TableChange {
        @Override
        public String words() {
            return "has another version " + version + " than the one that was written";
        }
    }

    /** Its log is as it was, but data files are missing. */
    record Emptied(long missing, int files) implements TableChange {
        @Override
        public String words() {
            return String.format(Locale.ROOT, "misses %,d of its %,d files", missing, files);
        }
    }
}
