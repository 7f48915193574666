# SPDX-License-Identifier: Apache-2.0
#
# $1: NAME=value in the environment of what is to be killed. $2: the folder to delete.
# A process may start another one while this looks, so it looks until it finds none.

trap '' INT TERM HUP QUIT PIPE
while read -r line; do :; done

rounds=0
found=yes
while [ "$found" ] && [ "$rounds" -lt 50 ]; do
  found=''
  for process in /proc/[0-9]*; do
    if grep -qszxF -- "$1" "$process/environ"; then
      kill -9 "${process#/proc/}" && found=yes
    fi
  done 2>/dev/null
  [ "$found" ] && sleep 0.1
  rounds=$((rounds + 1))
done
rm -rf -- "$2"
