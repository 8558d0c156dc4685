package dev.waybill.pipelines.dvc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says of a file, links followed. Two equal ones mean the same content, if it was not too fresh
 * when it was read.
 *
 * @param modified in nanoseconds since 1970
 * @param changed when content, name or rights last changed, in nanoseconds since 1970: no program can set it
 */
record FileState(long size, long modified, long changed, long inode) {

    /** A write in the same tick of the file system's clock would go unseen. */
    private static final Duration TOO_FRESH = Duration.ofSeconds(2);

    static FileState of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
        return new FileState(
                number(attributes, "size"),
                nanos(attributes, "lastModifiedTime"),
                nanos(attributes, "ctime"),
                number(attributes, "ino"));
    }

    static Optional<FileState> parse(String text) {
        String[] numbers = text.split(",", -1);
        if (!text.matches("-?\\d{1,19}(,-?\\d{1,19}){3}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileState(
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[1]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    String text() {
        return size + "," + modified + "," + changed + "," + inode;
    }

    boolean isTooFresh(Instant now) {
        long limit = TimeUnit.MILLISECONDS.toNanos(now.minus(TOO_FRESH).toEpochMilli());
        return Math.max(modified, changed) > limit;
    }

    private static long nanos(Map<String, Object> attributes, String name) {
        return ((FileTime) Objects.requireNonNull(attributes.get(name))).to(TimeUnit.NANOSECONDS);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return (Long) Objects.requireNonNull(attributes.get(name));
    }
}
