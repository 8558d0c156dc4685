package dev.waybill.pipelines.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who runs a pipeline.
 *
 * @param command as it was typed
 */
public record LockOwner(long pid, String host, Instant since, String command) {

    /** This process. */
    public static LockOwner self(Instant since, String command) {
        return new LockOwner(ProcessHandle.current().pid(), hostName(), since.truncatedTo(ChronoUnit.SECONDS), command);
    }

    /** In words: {@code process 4711 on night-1, since 2026-11-21T02:00:00Z: ./waybill repro -p demo}. */
    @Override
    public String toString() {
        return "process %d on %s, since %s: %s".formatted(pid, host, since, command);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }
}
