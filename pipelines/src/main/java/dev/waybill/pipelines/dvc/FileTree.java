package dev.waybill.pipelines.dvc;

import java.nio.file.Path;
import java.util.Optional;

/** Where a pipeline's files are read from: the workspace, or a revision of it. */
public interface FileTree {

    /** The text of a file, given by its place in the workspace; none if it is not there. */
    Optional<String> text(Path file);

    /** What people call a file: its path below the project's home. */
    String name(Path file);
}
