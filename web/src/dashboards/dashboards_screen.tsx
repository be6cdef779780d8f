// dashboards_screen.tsx: the list of dashboards, or the one that the URL names.
import { useStore } from '../lib/store';
import { route } from '../route';
import { Board } from './board';
import { BoardList } from './board_list';

export function DashboardsScreen() {
  const { item } = useStore(route);
  return item ? <Board key={item} id={item} /> : <BoardList />;
}
