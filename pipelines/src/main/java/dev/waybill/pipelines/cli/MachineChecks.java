package dev.waybill.pipelines.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What Spark needs of the machine. */
final class MachineChecks {

    private static final Set<Integer> JAVA_VERSIONS = Set.of(17, 21);
    private static final long GIBIBYTE = 1L << 30;
    private static final long HEAP_FOR_DEMO = 2 * GIBIBYTE;
    private static final long DISK_TO_START = GIBIBYTE;
    private static final long DISK_FOR_MONTHS = 5 * GIBIBYTE;

    private MachineChecks() {}

    static List<Finding> all(Path home) {
        return List.of(
                java(Runtime.version().feature()),
                memory(Runtime.getRuntime().maxMemory()),
                cores(Runtime.getRuntime().availableProcessors()),
                Finding.of("disk", () -> disk(usable(home))),
                Finding.of("home", () -> home(home)));
    }

    static Finding java(int version) {
        return JAVA_VERSIONS.contains(version)
                ? Finding.ok("java", "version " + version)
                : Finding.fail(
                        "java",
                        "version " + version + ", but Spark 3.5 runs on 17 or 21",
                        "Install one of these and point JAVA_HOME at it.");
    }

    static Finding memory(long heap) {
        String detail = gibibytes(heap) + " for the heap";
        return heap >= HEAP_FOR_DEMO
                ? Finding.ok("memory", detail)
                : Finding.warn(
                        "memory", detail, "Set WAYBILL_JAVA_OPTS=-Xmx3g, or --driver-memory 3g of spark-submit.");
    }

    static Finding cores(int cores) {
        return Finding.ok("cores", String.valueOf(cores));
    }

    static Finding disk(long free) {
        String detail = gibibytes(free) + " free";
        if (free < DISK_TO_START) {
            return Finding.fail("disk", detail, "Free at least " + gibibytes(DISK_TO_START) + ".");
        }
        return free < DISK_FOR_MONTHS
                ? Finding.warn("disk", detail, "Months of trips may need " + gibibytes(DISK_FOR_MONTHS) + " or more.")
                : Finding.ok("disk", detail);
    }

    static Finding home(Path home) {
        Path data = home.resolve("data");
        boolean writable = Files.isWritable(Files.exists(data) ? data : home);
        return writable
                ? Finding.ok("home", home.toString())
                : Finding.fail("home", "cannot write to " + data, "Make it writable: logs and local tables go there.");
    }

    private static long usable(Path home) {
        try {
            return Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String gibibytes(long bytes) {
        return "%.1f GiB".formatted((double) bytes / GIBIBYTE);
    }
}
