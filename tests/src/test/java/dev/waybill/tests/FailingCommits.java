package dev.waybill.tests;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FilterFs;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.local.LocalFs;
import org.apache.spark.sql.SparkSession;

/**
 * The local file system, in which whoever commits to a Delta table fails as soon as the commit is there, once for each
 * time that this is asked for: as though the machine had stopped between this commit and whatever comes next.
 */
public final class FailingCommits extends FilterFs {

    private static final String IMPLEMENTATION = "fs.AbstractFileSystem.file.impl";

    private static volatile boolean failsNext;
    private static final List<String> FAILED = Collections.synchronizedList(new ArrayList<>());

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
     * What came of a run in which the next commit failed.
     *
     * @param table that the commit was to; empty if there was none
     */
    record Stopped(DemoHome.Ended run, Optional<String> table) {}

    /** Runs with the next commit failing. */
    static synchronized Stopped during(SparkSession spark, Supplier<DemoHome.Ended> run) {
        spark.conf().set(IMPLEMENTATION, FailingCommits.class.getName());
        failsNext = true;
        FAILED.clear();
        try {
            DemoHome.Ended ended = run.get();
            return new Stopped(ended, FAILED.stream().findFirst());
        } finally {
            failsNext = false;
            spark.conf().unset(IMPLEMENTATION);
        }
    }

    @Override
    public void renameInternal(Path source, Path target, boolean overwrite) throws IOException {
        super.renameInternal(source, target, overwrite);
        if (failsNext && isCommit(target)) {
            failsNext = false;
            FAILED.add(target.getParent().getParent().getName());
            throw new IllegalStateException("Stopped after " + target);
        }
    }

    private static boolean isCommit(Path file) {
        return file.getName().matches("\\d{20}\\.json");
    }
}
