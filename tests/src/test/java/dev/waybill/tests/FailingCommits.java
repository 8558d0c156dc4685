package dev.waybill.tests;

import dev.waybill.common.table.LinkedLogStore;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Commits to Delta tables on the local disk, of which one fails as soon as it is there, once for each time that this is asked for: as
 * nearly as one JVM can, as though the machine had stopped before whatever comes next. The build names it as the
 * log store of the tests' session.
 */
public final class FailingCommits extends LinkedLogStore {

    private static volatile boolean failing;
    private static final Set<String> SPARED = ConcurrentHashMap.newKeySet();

    @Nullable
    private static volatile String failed;

    /** Called by Delta. */
    public FailingCommits(Configuration settings) {
        super(settings);
    }

    /**
     * What came of a run.
     *
     * @param table after the commit to which it was stopped; empty if it was not
     */
    record Stopped(DemoHome.Ended run, Optional<String> table) {}

    /** Runs until the first commit to a table that is not spared. */
    static synchronized Stopped during(Set<String> spared, Supplier<DemoHome.Ended> run) {
        SPARED.clear();
        SPARED.addAll(spared);
        failed = null;
        failing = true;
        try {
            DemoHome.Ended ended = run.get();
            return new Stopped(ended, Optional.ofNullable(failed));
        } finally {
            failing = false;
        }
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration settings)
            throws IOException {
        super.write(path, actions, overwrite, settings);
        String table = path.getParent().getParent().getName();
        if (failing && isCommit(path) && !SPARED.contains(table)) {
            failing = false;
            failed = table;
            throw new IllegalStateException("Stopped after " + path);
        }
    }

    private static boolean isCommit(Path file) {
        return file.getName().matches("\\d{20}\\.json");
    }
}
