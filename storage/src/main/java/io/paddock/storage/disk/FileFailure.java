// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Explains to an operator why the system refused to read or write a file, and what the operator can do. */
public final class FileFailure {
    private static final String[] NO_SPACE = {"No space left on device", "Disk quota exceeded"};

    private FileFailure() {}

    /** @return whether {@link #explain} knows the cause; a stack trace would then add nothing */
    public static boolean isKnown(IOException failure) {
        return failure instanceof AccessDeniedException
                || failure instanceof NoSuchFileException
                || isNoDirectory(failure)
                || isReadOnly(failure)
                || noSpace(failure) != null
                || isDenied(failure);
    }

    /** @return file, cause and remedy; the exception's own text if the cause is unknown */
    public static String explain(IOException failure) {
        String file = failure instanceof FileSystemException f && f.getFile() != null ? f.getFile() + ": " : "";
        if (failure instanceof AccessDeniedException && !file.isEmpty()) {
            return denied(Path.of(((FileSystemException) failure).getFile()));
        }
        if (isDenied(failure)) {
            return failure.getMessage() + ": this process runs as user " + user();
        }
        if (isReadOnly(failure)) {
            return file + "the file system is mounted read-only: mount it for writing, or configure another directory";
        }
        if (noSpace(failure) != null) {
            return file + noSpace(failure) + ": free some space, or configure a directory on another disk";
        }
        if (isNoDirectory(failure)) {
            return file + "a part of this path is a file, not a directory: move the file away, or configure another"
                    + " directory";
        }
        return failure instanceof NoSuchFileException ? file + "there is no such file" : failure.toString();
    }

    /**
     * @return a text that says that this process may not use the file, as which user it runs, and who owns
     *   file and directory
     */
    public static String denied(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        String owners = owner(file) == null ? "" : ", the file belongs to " + owner(file);
        if (directory != null && owner(directory) != null) {
            owners += ", its directory to " + owner(directory);
        }
        return file + ": permission denied. This process runs as user " + user() + owners
                + ": correct owner and permissions (chown, chmod), or run the server as the owner";
    }

    /** @return why this process cannot write into an existing directory */
    public static String notWritable(Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            return "it is not a directory: move the file away, or configure another directory";
        }
        try {
            if (Files.exists(directory) && Files.getFileStore(directory).isReadOnly()) {
                return "its file system is mounted read-only: mount it for writing, or configure another directory";
            }
        } catch (IOException e) {
            return explain(e);
        }
        return denied(directory);
    }

    private static boolean isDenied(IOException failure) {
        return textOf(failure).endsWith("(Permission denied)");
    }

    private static boolean isReadOnly(IOException failure) {
        return textOf(failure).contains("Read-only file system");
    }

    private static boolean isNoDirectory(IOException failure) {
        return failure instanceof NotDirectoryException
                || failure instanceof FileAlreadyExistsException
                || textOf(failure).endsWith("Not a directory");
    }

    private static String noSpace(IOException failure) {
        for (String text : NO_SPACE) {
            if (textOf(failure).contains(text)) {
                return text;
            }
        }
        return null;
    }

    private static String textOf(IOException failure) {
        return String.valueOf(failure.getMessage());
    }

    private static String user() {
        String name = System.getProperty("user.name", "?");
        if (!name.equals("?")) {
            return name;
        }
        // In a container the user id may have no name.
        String number = owner(Path.of("/proc/self"));
        return number == null ? "without a name" : number;
    }

    private static String owner(Path file) {
        try {
            return Files.getOwner(file).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
