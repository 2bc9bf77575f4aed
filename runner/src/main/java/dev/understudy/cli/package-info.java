/** The command line: one class per command, the terminal, and the request to stop. */
package dev.understudy.cli;
