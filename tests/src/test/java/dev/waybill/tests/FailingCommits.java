package dev.waybill.tests;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FilterFs;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.local.LocalFs;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The local file system, in which whoever commits to a Delta table fails as soon as the commit is there, once for each
 * time that this is asked for: as nearly as one JVM can, as though the machine had stopped before whatever comes next.
 */
public final class FailingCommits extends FilterFs {

    private static final String IMPLEMENTATION = "fs.AbstractFileSystem.file.impl";

    private static volatile boolean failing;
    private static final Set<String> SPARED = ConcurrentHashMap.newKeySet();

    @Nullable
    private static volatile String failed;

    /** Called by Hadoop. */
    public FailingCommits(URI uri, Configuration configuration) throws IOException, URISyntaxException {
        super(AbstractFileSystem.createFileSystem(uri, without(configuration)));
    }

    private static Configuration without(Configuration configuration) {
        Configuration local = new Configuration(configuration);
        local.setClass(IMPLEMENTATION, LocalFs.class, AbstractFileSystem.class);
        return local;
    }

    /**
     * What came of a run.
     *
     * @param table after the commit to which it was stopped; empty if it was not
     */
    record Stopped(DemoHome.Ended run, Optional<String> table) {}

    /** Runs until the first commit to a table that is not spared. */
    static synchronized Stopped during(SparkSession spark, Set<String> spared, Supplier<DemoHome.Ended> run) {
        spark.conf().set(IMPLEMENTATION, FailingCommits.class.getName());
        SPARED.clear();
        SPARED.addAll(spared);
        failed = null;
        failing = true;
        try {
            DemoHome.Ended ended = run.get();
            return new Stopped(ended, Optional.ofNullable(failed));
        } finally {
            failing = false;
            spark.conf().unset(IMPLEMENTATION);
        }
    }

    @Override
    public void renameInternal(Path source, Path target, boolean overwrite) throws IOException {
        super.renameInternal(source, target, overwrite);
        String table = target.getParent().getParent().getName();
        if (failing && isCommit(target) && !SPARED.contains(table)) {
            failing = false;
            failed = table;
            throw new IllegalStateException("Stopped after " + target);
        }
    }

    private static boolean isCommit(Path file) {
        return file.getName().matches("\\d{20}\\.json");
    }
}
