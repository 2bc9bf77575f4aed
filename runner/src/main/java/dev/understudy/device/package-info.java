/** What this machine has, and which engine runs an experiment. */
package dev.understudy.device;
